/** What the server answered. */
export interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown> & { readonly id?: string };
  readonly list: readonly Record<string, unknown>[];
  readonly headers: Headers;
}

/** The API as one account uses it. */
export interface Api {
  readonly token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  /** Makes something that must succeed. */
  make(path: string, body: unknown): Promise<Record<string, unknown> & { readonly id: string }>;
}

export function openApi(url: string, token: string): Api {
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${url}/api/v4${path}`, {
      method,
      headers: {
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
        "content-type": "application/json",
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const read: unknown = JSON.parse(await response.text());
    return {
      status: response.status,
      body: read as Answered["body"],
      list: Array.isArray(read) ? (read as Answered["list"]) : [],
      headers: response.headers,
    };
  }
  return {
    token,
    call,
    async make(path, body) {
      const answer = await call("POST", path, body);
      if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${answer.body.id}`);
      return answer.body as Record<string, unknown> & { readonly id: string };
    },
  };
}
