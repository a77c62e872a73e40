import { createHmac, timingSafeEqual } from "node:crypto";
import { startWikiGate, type WikiGate, type WikiGateCall, wikiError } from "./wiki-gate.ts";

export interface OAuthGate extends WikiGate {
  readonly consumer: typeof CONSUMER;
  /** The clock of the wiki. */
  now: () => Date;
}

const CONSUMER = {
  consumerToken: "c0nsumer-t0ken",
  consumerSecret: "c0nsumer&secret",
  accessToken: "acce55/token",
  accessSecret: "acce55+secret",
};
/** OAuthServer::TIMESTAMP_THRESHOLD */
const THRESHOLD_S = 300;

/**
 * Starts MediaWiki's extension OAuth in front of a wiki that lacks it: it verifies each call, with one owner-only consumer, and passes it
 * on in the session that `cookies` gives. The checks, their order, and their messages are those of OAuthServer.php and
 * SessionProvider.php of the extension.
 */
export async function startOAuthGate(target: string, cookies: () => string): Promise<OAuthGate> {
  const nonces = new Set<string>();
  const gate = Object.assign(await startWikiGate(target, { cookies }), {
    consumer: CONSUMER,
    now: () => new Date(),
  });
  const refuse = (why: string) => ({
    body: wikiError(
      "mwoauth-invalid-authorization",
      `The authorization headers in your request are not valid: ${why}`,
    ),
  });
  gate.before = (call) => {
    const sent = oauthParameters(call.headers.authorization ?? "");
    if (sent.get("oauth_consumer_key") !== CONSUMER.consumerToken) return refuse("Invalid consumer");
    if (sent.get("oauth_token") !== CONSUMER.accessToken)
      return refuse(`Invalid access token: ${sent.get("oauth_token")}`);
    const ours = Math.floor(gate.now().getTime() / 1000);
    const yours = Number(sent.get("oauth_timestamp"));
    if (Math.abs(ours - yours) > THRESHOLD_S)
      return refuse(`Expired timestamp, yours ${yours}, ours ${ours}`);
    const nonce = sent.get("oauth_nonce") ?? "";
    if (nonce === "" || nonces.has(nonce)) return refuse(`Nonce already used: ${nonce}`);
    nonces.add(nonce);
    const expected = Buffer.from(expectedSignature(call, sent));
    const given = Buffer.from(sent.get("oauth_signature") ?? "");
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return refuse("Invalid signature");
    return undefined;
  };
  return gate;
}

function oauthParameters(header: string): Map<string, string> {
  const pairs = [...header.matchAll(/(oauth_\w+)="([^"]*)"/g)];
  return new Map(pairs.map(([, name = "", value = ""]) => [name, decodeURIComponent(value)]));
}

/** Computes the signature from the bytes that came, and from the end to the beginning, unlike the client. */
function expectedSignature({ body, method, url }: WikiGateCall, sent: ReadonlyMap<string, string>): string {
  const [address = "", query = ""] = url.split("?");
  const received = [query, body]
    .flatMap((part) => part.split("&"))
    .filter((part) => part !== "")
    .map((part) => part.split("=").map((text) => recode(decodeURIComponent(text.replaceAll("+", "%20")))));
  const own = [...sent].filter(([name]) => name !== "oauth_signature").map((pair) => pair.map(recode));
  const pairs = [...received, ...own].map(([name = "", value = ""]) => ({ name, value }));
  pairs.sort((a, b) =>
    a.name === b.name
      ? Buffer.compare(Buffer.from(a.value), Buffer.from(b.value))
      : Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
  );
  let text = "";
  for (const { name, value } of pairs.toReversed())
    text = `${recode(`${name}=${value}`)}${text && "%26"}${text}`;
  text = `${method}&${recode(address)}&${text}`;
  const key = `${recode(CONSUMER.consumerSecret)}&${recode(CONSUMER.accessSecret)}`;
  return createHmac("sha1", key).update(text).digest("base64");
}

/** RFC 5849 §3.6, byte by byte. */
const recode = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const sign = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(sign) ? sign : `%${byte.toString(16).padStart(2, "0").toUpperCase()}`;
    })
    .join("");
