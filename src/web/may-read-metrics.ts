import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";

/** Headers that proxies add to name the original client; a request made on this machine has none of them. */
const PROXY_HEADER = /^(forwarded|x-forwarded-.+|via|x-real-ip|(true|x|x-cluster)-client-ip)$/;
const LOCAL_ADDRESS = /^(::ffff:)?127\.|^::1$/;
const LOCAL_HOST_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Whether a request may see numbers, addresses and causes: it has the token or, if none is set, comes from this machine.
 * Behind a proxy on this machine everyone seems to, so anything that looks like a proxy is refused. A proxy that adds no
 * header and uses HTTP/1.1 with our own address cannot be recognized here, but `acct doctor` tests for it and warns.
 */
export function mayReadMetrics({ headers, raw, socket }: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) {
    const { remoteAddress = "" } = socket;
    return (
      LOCAL_ADDRESS.test(remoteAddress) &&
      LOCAL_HOST_NAME.test(headers.host ?? "") &&
      // Debian's nginx uses it by default; Prometheus, curl and browsers do not.
      raw.httpVersion !== "1.0" &&
      !Object.keys(headers).some((name) => PROXY_HEADER.test(name))
    );
  }
  const given = Buffer.from(headers.authorization ?? "");
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
