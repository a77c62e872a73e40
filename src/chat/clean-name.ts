/**
 * Removes what makes URLs and addresses from a name. People choose their own names, and in acct's emails an address in a name
 * would become a link.
 */
export function cleanName(text: string): string {
  return text
    .replace(/:\/\/|[<>@]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
