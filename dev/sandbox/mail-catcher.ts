import { once } from "node:events";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A received email. */
export interface CaughtMail {
  readonly from: string;
  /** The sender in the envelope, to whom undelivered mail goes back. */
  readonly returnTo: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  readonly html: string;
  readonly secure: boolean;
  readonly at: number;
  readonly raw: string;
}

export interface MailCatcherOptions {
  /** PEM; STARTTLS is required before anything else. */
  readonly tls: { readonly key: string; readonly cert: string };
  readonly user: string;
  readonly password: string;
  /** The port of a previous instance; without it, any free port. */
  readonly port?: number;
}

/** Called with the email and the sender's port. */
export type MailHook = (mail: CaughtMail, port: number) => Promise<void> | void;

export interface MailCatcher {
  readonly port: number;
  readonly mails: readonly CaughtMail[];
  /** Addresses that are rejected permanently (550) or temporarily (451). */
  readonly refused: Map<string, 550 | 451>;
  /** The reply with which the server refuses every email, at this command, such as "550 5.7.60 not your address". */
  refusal: { readonly at: "MAIL FROM" | "RCPT TO" | "DATA"; readonly reply: string } | undefined;
  /** Runs before an email is accepted, and rejects it by throwing; or after that and before the sender gets the response. */
  beforeAccept: MailHook | undefined;
  afterAccept: MailHook | undefined;
  onMail(listener: () => void): void;
  /** Refuses connections until `up`, and closes open ones. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** A mail server that keeps every email and sends none: SMTP with STARTTLS and a login (RFC 5321, RFC 3207, RFC 4954). */
export async function startMailCatcher(options: MailCatcherOptions): Promise<MailCatcher> {
  const { tls, user, password, port = 0 } = options;
  const mails: CaughtMail[] = [];
  const listeners: (() => void)[] = [];
  const refused = new Map<string, 550 | 451>();

  const settings: SMTPServerOptions = {
    ...tls,
    authMethods: ["PLAIN", "LOGIN"],
    hidePIPELINING: true,
    closeTimeout: 500,
    onAuth({ username, password: given }, _session, callback) {
      if (username === user && given === password) callback(null, { user });
      else callback(refusal(535, "5.7.8 wrong user or password"));
    },
    onMailFrom(_address, _session, callback) {
      callback(refusalAt("MAIL FROM"));
    },
    onRcptTo({ address }, _session, callback) {
      const always = refusalAt("RCPT TO");
      if (always) return callback(always);
      const code = refused.get(address.toLowerCase());
      if (code === 550) callback(refusal(550, "5.1.1 no such mailbox"));
      else if (code === 451) callback(refusal(451, "4.3.0 try again later"));
      else callback();
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString("utf8");
        const { remotePort, secure, envelope } = session;
        (async () => {
          const to = envelope.rcptTo.map(({ address }) => address);
          const returnTo = envelope.mailFrom ? envelope.mailFrom.address : "";
          const mail = { ...toMail(await PostalMime.parse(raw), to, secure, raw), returnTo };
          const always = refusalAt("DATA");
          if (always) throw always;
          await catcher.beforeAccept?.(mail, remotePort);
          mails.push(mail);
          for (const listener of listeners) listener();
          await catcher.afterAccept?.(mail, remotePort);
        })().then(() => callback(), callback);
      });
    },
  };
  function refusalAt(command: "MAIL FROM" | "RCPT TO" | "DATA"): Error | undefined {
    const { at, reply = "" } = catcher.refusal ?? {};
    return at === command ? refusal(Number(reply.slice(0, 3)), reply.slice(4)) : undefined;
  }
  // A server that was closed once keeps returning 421, so each `up` starts a new one.
  const open = async (at: number) => {
    const opened = new SMTPServer(settings);
    // A sender that dies in the middle of an email doesn't matter here.
    opened.on("error", () => undefined);
    opened.listen(at, "127.0.0.1");
    await once(opened.server, "listening");
    return opened;
  };
  let server = await open(port);
  const address = server.server.address();

  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));

  const catcher: MailCatcher = {
    port: typeof address === "object" && address ? address.port : 0,
    mails,
    refused,
    refusal: undefined,
    beforeAccept: undefined,
    afterAccept: undefined,
    onMail: (listener) => void listeners.push(listener),
    down: close,
    async up() {
      server = await open(catcher.port);
    },
    stop: close,
  };
  return catcher;
}

function toMail(
  { from, subject = "", messageId = "", text = "", html = "" }: Email,
  to: readonly string[],
  secure: boolean,
  raw: string,
): Omit<CaughtMail, "returnTo"> {
  const sender = from && "address" in from ? `${from.name} <${from.address}>` : "";
  return { from: sender, to, subject, messageId, text, html, secure, at: Date.now(), raw };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
