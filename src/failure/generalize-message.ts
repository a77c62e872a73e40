/**
 * Removes from a failure message what differs between requests: names, addresses, references, and long numbers that servers
 * assign. The result identifies a cause, so that requests stuck for the same cause can be grouped.
 */
export function generalizeMessage(
  sentence: string,
  particulars: readonly (string | null | undefined)[] = [],
): string {
  const words = particulars.flatMap((word) => word?.trim() || []);
  const named = words.reduce<string>(
    (text, word) =>
      text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`, "giu"), "…"),
    sentence,
  );
  return named
    .replace(/[^\s<>]+/g, (word) => (word.includes("@") ? "…" : word))
    .replace(/\S+/g, (word) => (word.length >= 10 && /\d/.test(word) ? "…" : word));
}

const escaped = (word: string) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
