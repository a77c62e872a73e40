/** Returns the site's own instructions for signing in. Returns an empty list if the site has none. */
export function loginLines(
  help: { readonly text?: string | undefined; readonly url?: string | undefined } | undefined,
): string[] {
  return [...(help?.text ? [help.text] : []), ...(help?.url ? [`Sign in: ${help.url}`] : [])];
}
