import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";

/** What proxies add to say for whom they ask; a request that was made on this machine has none of them. */
const SIGN_OF_A_PROXY = /^(forwarded|x-forwarded-.+|via|x-real-ip|(true|x|x-cluster)-client-ip)$/;
const THIS_MACHINE = /^(::ffff:)?127\.|^::1$/;
const NAME_OF_THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Whether a request may see figures, addresses and causes: it shows the token or, where none is set, comes from this very
 * machine. Through a proxy on this machine everybody seems to, so anything that looks like one is refused. One that adds no
 * header and asks by HTTP/1.1 under our own address looks like nothing else: `acct doctor` asks through it and tells.
 */
export function mayReadMetrics({ headers, raw, socket }: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) {
    const { remoteAddress = "" } = socket;
    return (
      THIS_MACHINE.test(remoteAddress) &&
      NAME_OF_THIS_MACHINE.test(headers.host ?? "") &&
      // Debian's nginx asks so unless told otherwise; Prometheus, curl and browsers do not.
      raw.httpVersion !== "1.0" &&
      !Object.keys(headers).some((name) => SIGN_OF_A_PROXY.test(name))
    );
  }
  const given = Buffer.from(headers.authorization ?? "");
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
