interface Visited {
  readonly url: string;
  readonly status: number;
  readonly page: string;
}

/** A browser that keeps cookies by host and follows redirects, as far as its visitor wants. */
export interface CookieBrowser {
  /** Opens a page and follows its redirects up to a URL that `until` accepts, which is not opened. */
  open(url: string, until?: (url: string) => boolean): Promise<Visited>;
  /** Sends a form and follows the redirects. */
  send(url: string, fields: Readonly<Record<string, string>>): Promise<Visited>;
}

interface Cookie {
  readonly value: string;
  readonly path: string;
}

/** Whether a cookie with this path goes to this page (RFC 6265 §5.1.4). */
const covers = (path: string, page: string) =>
  page === path || page.startsWith(path.endsWith("/") ? path : `${path}/`);

export function cookieBrowser(): CookieBrowser {
  const jars = new Map<string, Map<string, Cookie>>();

  async function visit(
    start: string,
    until: (url: string) => boolean,
    form?: URLSearchParams,
  ): Promise<Visited> {
    for (let url = start, hops = 0; hops < 20; hops++) {
      const { host, pathname } = new URL(url);
      const jar = jars.get(host) ?? new Map<string, Cookie>();
      jars.set(host, jar);
      const sent = [...jar].filter(([, { path }]) => covers(path, pathname));
      const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join("; ");
      const headers = { accept: "text/html", ...(cookie ? { cookie } : {}) };
      const body = hops === 0 && form ? { method: "POST", body: form } : {};
      const answer = await fetch(url, { headers, redirect: "manual", ...body });
      for (const set of answer.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        const path = /; Path=([^;]*)/.exec(set)?.[1] ?? "/";
        if (value === "") jar.delete(name);
        else jar.set(name, { value, path });
      }
      const next = answer.headers.get("location");
      if (next === null) return { url, status: answer.status, page: await answer.text() };
      url = new URL(next, url).href;
      if (until(url)) return { url, status: answer.status, page: "" };
    }
    throw new Error(`${start} redirects without end`);
  }

  return {
    open: (url, until = () => false) => visit(url, until),
    send: (url, fields) => visit(url, () => false, new URLSearchParams(fields)),
  };
}
