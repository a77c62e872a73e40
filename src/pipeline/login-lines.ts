import type { Rules } from "./tools.ts";

/** Where and how people log in, as the site says it; empty when it says nothing. */
export function loginLines(help: Rules["site"]["loginHelp"]): string[] {
  return [...(help?.text ? [help.text] : []), ...(help?.url ? [`Sign in: ${help.url}`] : [])];
}
