import type { ImapFlow, MailboxObject } from "imapflow";
import { type LoginGuards, noGuards } from "../../credentials/login-guard.ts";
import { Failure } from "../../failure/failure.ts";
import { loadWhenUsed } from "../../load-when-used.ts";
import { fetchAccessToken, type OAuthConfig } from "./access-token.ts";
import { explainImapError, explainMissingFolder } from "./explain-imap-error.ts";
import type { Batch, Mailbox, Position } from "./mailbox.ts";
import { readInbound } from "./read-inbound.ts";

export interface ImapConfig {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string | undefined;
  readonly oauth?: OAuthConfig | undefined;
  /** The folder. */
  readonly mailbox: string;
  readonly ca?: string | undefined;
}

const imapflow = loadWhenUsed<typeof import("imapflow")>("imapflow");

/** A few mails at once, so that a full mailbox needs no more memory than an empty one. */
const BATCH = 50;
/** What says that a mail bounced comes before the mail itself, and may be cut after it. */
const MAX_BYTES = 256 * 1024;
const CHECK_MS = 20_000;
/** A connection that ends fails what waits for it, and that says more. Only what waits in vain needs this. */
const GRACE_MS = 3000;

/**
 * Reads a mailbox by IMAP (RFC 9051): over TLS from the start on port 993, otherwise with mandatory STARTTLS. Each call makes a new
 * connection and opens the folder with EXAMINE, so that nothing in it changes.
 */
export function imapMailbox(config: ImapConfig, guards: LoginGuards = noGuards): Mailbox {
  const { host, port, user, mailbox } = config;
  return {
    name: `${user}@${host}:${port}/${mailbox}`,
    read: (position, deadlineMs, signal) =>
      withFolder(config, { guards, deadlineMs, signal }, (client, folder) =>
        collect(client, folder, position, config),
      ),
    check: () =>
      withFolder(config, { guards, deadlineMs: CHECK_MS }, async (_, folder) => {
        const { uidValidity, exists } = folder;
        if (!uidValidity) throw noValidity(config);
        return `${host}:${port} lets acct read ${mailbox} of ${user}, which has ${exists} ${exists === 1 ? "message" : "messages"}`;
      }),
  };
}

/** Collects before anything is acted on: a command in the middle of a fetch would wait for ever. */
async function collect(
  client: ImapFlow,
  { uidValidity, exists }: MailboxObject,
  position: Position,
  config: ImapConfig,
): Promise<Batch> {
  if (!uidValidity) throw noValidity(config);
  const validity = String(uidValidity);
  const after = position.validity === validity ? position.lastUid : 0;
  const none = { validity, mails: [], lastUid: after, hasMore: false };
  if (exists === 0) return none;
  // "n:*" always matches the last mail, even one before n.
  const found = (await client.search({ uid: `${after + 1}:*` }, { uid: true })) || [];
  const uids = found.filter((uid) => uid > after).toSorted((a, b) => a - b);
  const next = uids.slice(0, BATCH);
  const last = next.at(-1);
  if (last === undefined) return none;
  const query = { uid: true, source: { start: 0, maxLength: MAX_BYTES } };
  const fetched = await client.fetchAll(next, query, { uid: true });
  const mails = [];
  for (const { uid, source } of fetched.toSorted((a, b) => a.uid - b.uid)) {
    const mail = source && (await readInbound(source).catch(() => undefined));
    mails.push({ uid, mail });
  }
  return { validity, mails, lastUid: last, hasMore: uids.length > next.length };
}

/** Without it, no one can tell known mails from new ones, and what was done would be done again. */
const noValidity = ({ host, port, mailbox }: ImapConfig) =>
  new Failure(
    `${host}:${port} doesn't say which messages of ${mailbox} are new (UIDVALIDITY), so acct waits`,
  );

interface Session {
  readonly guards: LoginGuards;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Connects, logs in, and opens the folder for `work`. Whatever the server does or doesn't do, it ends by the deadline. */
async function withFolder<T>(
  config: ImapConfig,
  { guards, deadlineMs, signal }: Session,
  work: (client: ImapFlow, folder: MailboxObject) => Promise<T>,
): Promise<T> {
  const server = { ...config, withToken: config.oauth !== undefined };
  const { host, port, user, password = "", oauth } = config;
  let client: ImapFlow | undefined;
  const failures = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    failures.reject(
      new Failure(
        `The mailbox for bounces on ${host}:${port} doesn't respond within ${deadlineMs / 1000} seconds`,
      ),
    );
  }, deadlineMs);
  let ending: NodeJS.Timeout | undefined;
  const giveUpSoon = (error: unknown) => {
    ending ??= setTimeout(() => failures.reject(error), GRACE_MS);
  };
  const stop = () => failures.reject(new Failure("acct is stopping"));
  signal?.addEventListener("abort", stop, { once: true });
  const session = async () => {
    const secrets = [password, oauth?.clientSecret ?? "", oauth?.refreshToken ?? ""];
    const opened = await guards("bounces", [host, String(port), user, ...secrets])(async () => {
      const accessToken = oauth && (await fetchAccessToken(oauth, deadlineMs));
      const connection = openClient(
        config,
        accessToken === undefined ? { user, pass: password } : { user, accessToken },
      );
      client = connection;
      // Without a listener, Node would end the process.
      connection.on("error", giveUpSoon);
      connection.on("close", () => {
        giveUpSoon(new Failure(`${host}:${port} has closed the connection to the mailbox for bounces`));
      });
      await connection.connect().catch((error: unknown) => {
        throw explainImapError(error, server);
      });
      return connection;
    });
    const folder = await openFolder(opened, config);
    return work(opened, folder);
  };
  const working = session();
  // Once the deadline has passed, no one listens anymore.
  working.catch(() => undefined);
  failures.promise.catch(() => undefined);
  try {
    return await Promise.race([working, failures.promise]);
  } catch (error) {
    throw explainImapError(error, server);
  } finally {
    clearTimeout(timer);
    clearTimeout(ending);
    signal?.removeEventListener("abort", stop);
    (client as ImapFlow | undefined)?.close();
  }
}

async function openFolder(client: ImapFlow, config: ImapConfig): Promise<MailboxObject> {
  const server = { ...config, withToken: config.oauth !== undefined };
  try {
    return await client.mailboxOpen(config.mailbox, { readOnly: true });
  } catch (cause) {
    if (!client.usable) throw cause;
    const folders = (await client.list()).map(({ path }) => path);
    throw explainMissingFolder(config.mailbox, server, { folders, cause });
  }
}

function openClient(
  { host, port, ca }: ImapConfig,
  auth: { user: string; pass?: string; accessToken?: string },
): ImapFlow {
  const { ImapFlow } = imapflow();
  return new ImapFlow({
    host,
    port,
    auth,
    secure: port === 993,
    ...(port === 993 ? {} : { doSTARTTLS: true }),
    ...(ca === undefined ? {} : { tls: { ca: [ca] } }),
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 30_000,
  });
}
