import { readFileSync } from "node:fs";

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

/** Dark or white, whichever has more contrast (WCAG 2.2, relative luminance). */
function readableOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#0d1626";
}
