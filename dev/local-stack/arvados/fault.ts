import type { ApiAnswer } from "./api-error.ts";

/** What goes wrong with a call. "…-after": only after it was carried out. */
export type Fault =
  | "reset"
  | "reset-after"
  | "bad-gateway"
  | "bad-gateway-after"
  /** The controller runs, and Rails behind it doesn't. */
  | "rails-away"
  | "silent"
  /** 200 with a page of a proxy. */
  | "garbage"
  /** A call that makes or sets up a user makes it, and breaks then. */
  | "half-done"
  /** The answer comes that much later. */
  | { readonly waitMs: number }
  | ApiAnswer;

export const BAD_GATEWAY: ApiAnswer = {
  status: 502,
  body: "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
  headers: { "content-type": "text/html" },
};
const GARBAGE: ApiAnswer = {
  status: 200,
  body: "<!doctype html><html><body>Please log in to the network.</body></html>",
  headers: { "content-type": "text/html" },
};
const PASSED_ON = /^\/(?:user_agreements|virtual_machines|logs|permissions)/;

/** What answers before the calls get to Rails. */
export function answerEarly(fault: Fault | undefined, path: string): ApiAnswer | undefined {
  if (fault === "bad-gateway") return BAD_GATEWAY;
  if (fault === "garbage") return GARBAGE;
  if (fault === "rails-away") {
    const words = `giving up after 1 attempt(s): "//railsapi.internal/arvados/v1${path}": dial tcp 127.0.0.1:8004: connect: connection refused`;
    return { status: PASSED_ON.test(path) ? 502 : 500, body: { errors: [words] } };
  }
  return typeof fault === "object" && "status" in fault ? fault : undefined;
}

/**
 * The same fault for the next calls, and none after them. `which` is compared with what is called: "POST /users/setup".
 */
export function failNext(
  count: number,
  fault: Fault,
  which = /^/,
): (call: { method: string; path: string }) => Fault | undefined {
  let left = count;
  return ({ method, path }) => (which.test(`${method} ${path}`) && left-- > 0 ? fault : undefined);
}
