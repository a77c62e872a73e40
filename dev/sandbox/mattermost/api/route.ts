import type { User } from "../installation.ts";
import type { ServerContext } from "../server-context.ts";

/** One call of the API. */
export interface ApiCall {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Whose session or token it is. */
  readonly me: User;
  readonly token: string;
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below /api/v4. */
  readonly path: string;
  /** Whether it works without a session. */
  readonly open?: boolean;
  /** The status of the answer; 200 unless given. */
  readonly status?: number;
  /** Returns the answer, or one with headers. */
  run(call: ApiCall, server: ServerContext): unknown;
}

export class WithHeaders {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: unknown, headers: Readonly<Record<string, string>>) {
    this.body = body;
    this.headers = headers;
  }
}

/** Returns one page as the server does: 60 unless asked, never more than 200. */
export function pageOf<T>(
  items: readonly T[],
  { page = "0", per_page = "60" }: Readonly<Record<string, string>>,
): T[] {
  const size = Math.min(Math.max(Number.parseInt(per_page, 10) || 60, 1), 200);
  const from = Math.max(Number.parseInt(page, 10) || 0, 0) * size;
  return items.slice(from, from + size);
}
