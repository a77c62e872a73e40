import { randomBytes } from "node:crypto";
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { explainTlsError } from "../../failure/explain-tls-error.ts";
import { Failure } from "../../failure/failure.ts";
import { fetchTrusting } from "../../outbound/fetch-trusting.ts";
import type { Client } from "./client.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { isRefused } from "./mattermost-error.ts";
import { PROBE, signActions } from "./sign-action.ts";

interface CallbackDeps {
  readonly client: Client;
  readonly keys: SecretKeys;
  /** The server's ID of acct's bot. */
  readonly bot: string;
}

interface Probe {
  readonly mark: string;
  readonly integration: { readonly url: string; readonly context: Record<string, string> };
}

/** The server says no more than this, whatever went wrong between it and acct. */
const NO_ANSWER = "api.post.do_action.action_integration.app_error";
const ACTION_ID = "probe";

/**
 * Makes the server itself call acct: posts a button in the bot's direct messages to itself, and presses it by the API. Only acct,
 * with the same secret key, knows the text that the post has afterwards. Throws a failure that says where the call ended and
 * what to change. Deletes the post.
 */
export async function checkCallback(
  { callbackUrl }: Pick<MattermostConfig, "callbackUrl">,
  { client, keys, bot }: CallbackDeps,
): Promise<string> {
  const { id: channel } = await client.post<{ id: string }>("/channels/direct", [bot, bot]);
  const mark = randomBytes(18).toString("base64url");
  const integration = signActions({ keys, callbackUrl }, { channel, isCard: false })({ action: PROBE, mark });
  const seen = await lookFromHere({ mark, integration });
  const action = { id: ACTION_ID, name: "acct doctor", type: "button", integration };
  const { id } = await client.post<{ id: string }>("/posts", {
    channel_id: channel,
    message: "acct doctor posted this as a test; it will be deleted right away.",
    props: { attachments: [{ actions: [action] }] },
  });
  try {
    await client.post(`/posts/${id}/actions/${ACTION_ID}`, {});
    const { message } = await client.get<{ message: string }>(`/posts/${id}`);
    if (message === mark) return `the server reaches acct at ${callbackUrl}`;
  } catch (error) {
    if (!isRefused(error, NO_ANSWER)) throw error;
    throw new Failure(`${callbackUrl}: ${seen ?? (await explainNoAnswer(callbackUrl))}`, { cause: error });
  } finally {
    await client.delete(`/posts/${id}`).catch(() => undefined);
  }
  throw new Failure(`${callbackUrl}: ${seen ?? OTHER}`);
}

const OTHER =
  "the server got an answer, but not from this acct: check mattermost.callbackUrl, and whether that acct has the same ACCT_SECRET_KEY and was restarted since Mattermost was configured";

/** Sends the same call from here, and says what is wrong with the answer. Undefined if it is acct's, or if nothing can be said. */
async function lookFromHere({ mark, integration }: Probe): Promise<string | undefined> {
  const { url, context } = integration;
  const response = await fetchTrusting(undefined, url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ context }),
    redirect: "manual",
    signal: AbortSignal.timeout(10_000),
  }).catch((error: Error) => explainNoConnection(error));
  if (typeof response === "string" || response === undefined) return response;
  const body = await response.text();
  if (body.includes(mark)) return undefined;
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    const to = headers.get("location") ?? "";
    return `it answers with a redirect to ${to.slice(0, 200)}, perhaps a page to log in: the proxy must forward /mattermost/ to acct as it is`;
  }
  if (status === 401 || status === 403)
    return `it answers ${status}, because something in front of acct asks for a login: exempt /mattermost/ from that`;
  if (status !== 200) return `it answers ${status}: the proxy must forward /mattermost/ to acct`;
  return /<html/i.test(body)
    ? "it answers with a web page, perhaps one to log in: the proxy must forward /mattermost/ to acct as it is"
    : OTHER;
}

/** What can be known for the server, too. That this machine can't resolve or reach the address says nothing about the server. */
function explainNoConnection(error: Error): string | undefined {
  const { code } = (error.cause ?? error) as { readonly code?: string };
  const certificate = explainTlsError(
    code,
    "the variable SSL_CERT_FILE, also where the Mattermost server runs,",
  );
  if (certificate !== undefined) return certificate;
  return code === "ECONNREFUSED" ? "nothing listens there: are acct and the proxy running?" : undefined;
}

/** The server refuses addresses of its own network unless they are allowed, and says nothing about it to integrations. */
async function explainNoAnswer(callbackUrl: string): Promise<string> {
  const host = new URL(callbackUrl).hostname.replace(/^\[(.*)\]$/, "$1");
  const address = isIP(host)
    ? host
    : await lookup(host).then(
        ({ address: found }) => found,
        () => undefined,
      );
  if (address === undefined)
    return `the server can't reach it, and the name ${host} isn't known here either: check mattermost.callbackUrl`;
  if (LOOPBACK.check(address, familyOf(address)))
    return `the server can't reach it. The address is the Mattermost server's own machine: if acct runs there, add ${host} to AllowedUntrustedInternalConnections (System Console > Environment > Developer); otherwise change mattermost.callbackUrl`;
  if (PRIVATE.check(address, familyOf(address)))
    return `the server can't reach it. The address is private, and the server refuses those: add ${host} to AllowedUntrustedInternalConnections (System Console > Environment > Developer)`;
  return `the server can't reach it, or doesn't trust its certificate: the line "Action integration error" in Mattermost's log says why. If the address is the server's own public one, add ${host} to AllowedUntrustedInternalConnections (System Console > Environment > Developer)`;
}

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** What the server counts as its own network (server/public/shared/httpservice/client.go). */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  PRIVATE.addSubnet(net, bits, "ipv4");
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("fe80::", 10, "ipv6");
