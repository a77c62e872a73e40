/** Someone at a wiki, with the cookies of their browser. */
export interface WikiSession {
  /** Calls the API and returns its answer. Throws what the wiki says if it reports an error. */
  call<T = Record<string, unknown>>(params: Readonly<Record<string, string>>): Promise<T>;
  /** The same with the token that changes need. */
  change<T = Record<string, unknown>>(params: Readonly<Record<string, string>>): Promise<T>;
  /** The text of a page; undefined if there is none. */
  read(title: string): Promise<string | undefined>;
  /** Replaces the text of a page, or creates it. */
  write(title: string, text: string): Promise<void>;
  /** The cookies of the session. */
  cookies(): string;
}

/** The passwords of the people whom the template has. */
export const WIKI_PEOPLE = { Admin: "admin-password-1", Ada: "ada-password-1" } as const;

interface Revisions {
  readonly query: {
    readonly pages: readonly {
      readonly revisions?: readonly [{ readonly slots: { readonly main: { readonly content: string } } }];
    }[];
  };
}

interface WikiLogin {
  readonly user: string;
  readonly password: string;
}

/** Logs in, or opens a session of someone who isn't logged in. */
export async function openWikiSession(apiUrl: string, person?: WikiLogin): Promise<WikiSession> {
  const jar = new Map<string, string>();
  const cookies = () => [...jar].map((pair) => pair.join("=")).join("; ");
  async function call<T>(params: Readonly<Record<string, string>>): Promise<T> {
    const answer = await fetch(apiUrl, {
      method: "POST",
      headers: { cookie: cookies() },
      body: new URLSearchParams({ ...params, format: "json", formatversion: "2" }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(key, value);
    }
    const json = (await answer.json()) as T & { readonly error?: { readonly code: string; info: string } };
    if (json.error) throw new Error(`${json.error.code}: ${json.error.info}`);
    return json;
  }
  async function token(type: "csrf" | "login"): Promise<string> {
    type Tokens = { readonly query: { readonly tokens: Readonly<Record<string, string>> } };
    const { query } = await call<Tokens>({ action: "query", meta: "tokens", type });
    return query.tokens[`${type}token`] ?? "";
  }
  if (person) {
    const login = { action: "login", lgname: person.user, lgpassword: person.password };
    const said = await call<{ login: { result: string } }>({ ...login, lgtoken: await token("login") });
    if (said.login.result !== "Success")
      throw new Error(`${person.user} can't log in: ${JSON.stringify(said)}`);
  }
  const change = async <T>(params: Readonly<Record<string, string>>) =>
    call<T>({ ...params, token: await token("csrf") });
  return {
    call,
    change,
    cookies,
    async read(titles) {
      const asked = { action: "query", prop: "revisions", rvprop: "content", rvslots: "main", titles };
      const { query } = await call<Revisions>(asked);
      return query.pages[0]?.revisions?.[0].slots.main.content;
    },
    async write(title, text) {
      await change({ action: "edit", title, text });
    },
  };
}
