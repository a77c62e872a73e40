/** The cookies of one server, which gets them all back with each request. */
export interface CookieJar {
  keep(answer: Response): void;
  /** The value of the header; undefined if there are none. */
  header(): string | undefined;
  clear(): void;
}

export function cookieJar(): CookieJar {
  const cookies = new Map<string, string>();
  return {
    keep(answer) {
      for (const line of answer.headers.getSetCookie()) {
        const [, spaced = "", value = ""] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
        const name = spaced.trim();
        if (name === "") continue;
        if (isExpired(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
    },
    header: () =>
      cookies.size === 0 ? undefined : [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    clear: () => cookies.clear(),
  };
}

/** Whether the server deletes a cookie (RFC 6265 §3.1): MediaWiki gives it a date in 1970. */
const isExpired = (line: string) => /;\s*(?:max-age=(?:0|-\d+)\b|expires=[^;]*\b19\d\d\b)/i.test(line);
