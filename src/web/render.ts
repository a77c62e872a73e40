import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import { type Mount, pageInBrowser } from "./mount.ts";

const folder = fileURLToPath(new URL("./pages/", import.meta.url));
const eta = new Eta({ views: folder, cache: true });

/** Renders a template, whose addresses of our own are written as at the root of a host: "/decide". */
export function render<T extends { readonly site: { readonly mount: Mount } }>(
  template: string,
  data: T,
): string {
  return pageInBrowser(eta.render(template, data), data.site.mount);
}
