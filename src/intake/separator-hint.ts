/** Returns a sentence, after a space, if the titles of a CSV file are not separated by commas; otherwise nothing. */
export function separatorHint(header: readonly string[]): string {
  const [first = ""] = header;
  const separator = header.length > 1 ? undefined : [";", "\t"].find((one) => first.includes(one));
  if (!separator) return "";
  return ` Its cells are separated by ${separator === ";" ? "semicolons" : "tabs"}; save it with commas.`;
}
