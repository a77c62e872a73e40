/** Where and how people log in, in the site's own words; empty when the site says nothing. */
export function loginLines(
  help: { readonly text?: string | undefined; readonly url?: string | undefined } | undefined,
): string[] {
  return [...(help?.text ? [help.text] : []), ...(help?.url ? [`Sign in: ${help.url}`] : [])];
}
