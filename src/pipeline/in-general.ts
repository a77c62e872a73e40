/**
 * What failed, without what differs from request to request: whoever is named in it, addresses, references, and the long
 * numbers that servers give to what they refuse. For telling causes apart, never for reading.
 */
export function inGeneral(
  sentence: string,
  particulars: readonly (string | null | undefined)[] = [],
): string {
  const words = particulars.flatMap((word) => word?.trim() || []);
  const named = words.reduce<string>(
    (text, word) =>
      text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`, "giu"), "…"),
    sentence,
  );
  return named.replace(/<?[^\s<>]+@[^\s<>]+/g, "…").replace(/(?<!\S)(?=\S*\d)\S{10,}/g, "…");
}

const escaped = (word: string) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
