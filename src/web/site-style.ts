import { readFileSync } from "node:fs";

const stylesheet = readFileSync(new URL("./pages/acct.css", import.meta.url), "utf8");

export interface Accent {
  /** "#1f5fbf" */
  readonly light: string;
  readonly dark: string;
}

/** The pages' stylesheet in a site's colours, with a text colour on its buttons that can be read. */
export function siteStyle({ light, dark }: Accent): string {
  const own = `:root {
  --accent: light-dark(${light}, ${dark});
  --on-accent: light-dark(${readableOn(light)}, ${readableOn(dark)});
}
`;
  return `${stylesheet}\n${own}`;
}

/** Black or white, whichever contrasts more (WCAG 2.2, relative luminance). */
function readableOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#0d1626";
}
