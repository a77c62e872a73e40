/** Where browsers reach the pages, as PUBLIC_URL says. */
export interface Mount {
  readonly isHttps: boolean;
  /** What precedes our own paths in a browser's address bar: "/accounts", or "" at the root of a host. */
  readonly path: string;
}

/** `publicUrl` has no slash at its end. */
export function mountOf(publicUrl: string): Mount {
  const { protocol, pathname } = new URL(publicUrl);
  return { isHttps: protocol === "https:", path: pathname === "/" ? "" : pathname };
}

/** Whether this is a path of ours, such as "/decide", and not another site's URL. */
const isOwn = (address: string) => /^\/(?!\/)/.test(address);

/** Turns a path of ours into the one that a browser must ask for. Other URLs stay as they are. */
export function inBrowser(address: string, { path }: Mount): string {
  return isOwn(address) ? `${path}${address}` : address;
}

/** Does the same for every address in the HTML of a page. Text in a page has its quotes escaped, so it is never mistaken for one. */
export function pageInBrowser(html: string, mount: Mount): string {
  if (mount.path === "") return html;
  return html.replace(/(?<= (?:href|src|action)=")[^"]*(?=")/g, (address) => inBrowser(address, mount));
}

/** Removes the path of PUBLIC_URL from the target of a request, for proxies that leave it there. */
export function withoutMount(target: string, { path }: Mount): string {
  if (path === "" || !target.startsWith(path)) return target;
  const rest = target.slice(path.length);
  if (rest.startsWith("/")) return rest;
  return rest === "" || rest.startsWith("?") ? `/${rest}` : target;
}
