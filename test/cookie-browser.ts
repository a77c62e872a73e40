interface Visited {
  readonly url: string;
  readonly status: number;
  readonly page: string;
}

/** A browser that keeps cookies by host and follows redirects, as far as its visitor wants. */
export interface CookieBrowser {
  /** Opens a page and follows its redirects up to a URL that `until` accepts, which is not opened. */
  open(url: string, until?: (url: string) => boolean): Promise<Visited>;
}

export function cookieBrowser(): CookieBrowser {
  const jars = new Map<string, Map<string, string>>();
  return {
    async open(start, until = () => false) {
      for (let url = start, hops = 0; hops < 20; hops++) {
        const { host } = new URL(url);
        const jar = jars.get(host) ?? new Map<string, string>();
        jars.set(host, jar);
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
        const headers = { accept: "text/html", ...(cookie ? { cookie } : {}) };
        const answer = await fetch(url, { headers, redirect: "manual" });
        for (const set of answer.headers.getSetCookie()) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
          if (value === "") jar.delete(name);
          else jar.set(name, value);
        }
        const next = answer.headers.get("location");
        if (next === null) return { url, status: answer.status, page: await answer.text() };
        url = new URL(next, url).href;
        if (until(url)) return { url, status: answer.status, page: "" };
      }
      throw new Error(`${start} redirects without end`);
    },
  };
}
