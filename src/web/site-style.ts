import { readFileSync } from "node:fs";
import { readableOn } from "../view/readable-on.ts";

const stylesheet = readFileSync(new URL("./pages/acct.css", import.meta.url), "utf8");

export interface Accent {
  /** "#1f5fbf" */
  readonly light: string;
  readonly dark: string;
}

/** The pages' stylesheet in a site's colors, with a readable text color on buttons. */
export function siteStyle({ light, dark }: Accent): string {
  const own = `:root {
  --accent: light-dark(${light}, ${dark});
  --on-accent: light-dark(${readableOn(light)}, ${readableOn(dark)});
}
`;
  return `${stylesheet}\n${own}`;
}

/** A key in the site's color, for the browser's tab. It has no style element, because our own policy forbids it. */
export function siteIcon({ light }: Accent): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<g fill="none" stroke="${light}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">
<circle cx="10" cy="22" r="6"/><path d="M14.5 17.5 28 4M22 10l5 5"/></g></svg>`;
}
