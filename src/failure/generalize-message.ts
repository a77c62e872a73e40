/**
 * What failed, without what differs from request to request: whoever is named in it, addresses, references, and the long
 * numbers that servers give to what they refuse. It tells causes apart, and names one in a list of them.
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
