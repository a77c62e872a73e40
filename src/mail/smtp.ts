import { createTransport } from "nodemailer";
import {
  type LoginGuard,
  type LoginGuards,
  LoginPausedError,
  LoginRejectedError,
  noGuards,
  unguarded,
} from "../credentials/login-guard.ts";
import { explainTlsError } from "../failure/explain-tls-error.ts";
import { Failure } from "../failure/failure.ts";
import { anchorOf, type BounceAddress, returnAddress } from "./bounces/mail-marks.ts";
import { judgeRefusal } from "./judge-refusal.ts";
import {
  type Mail,
  type Mailer,
  type Recipient,
  SenderRefusedError,
  UndeliverableError,
  UnknownIfSentError,
} from "./mailer.ts";
import { tryEnvelope } from "./try-envelope.ts";

export interface SmtpConfig {
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly ca?: string | undefined;
  /** If false, mail goes unencrypted, to a relay on this same machine. */
  readonly startTls: boolean;
  /** Where mail comes back to; by default to `from`. */
  readonly bounces?: BounceAddress | undefined;
}

/** How many connections one server gets from us at the same time. */
export const SMTP_CONNECTIONS = 2;

export interface SmtpMailer extends Mailer {
  /** Why the server refused acct itself the last time. Undefined since it has taken an email. */
  refusal(): string | undefined;
  close(): void;
}

/** Sends emails through an SMTP server (RFC 5321): over TLS from the start on port 465, otherwise with mandatory STARTTLS. */
export function smtpMailer(config: SmtpConfig, guards = noGuards): SmtpMailer {
  const { from, host, port } = config;
  const transport = openTransport(config);
  const guard = smtpGuard(config, guards);
  let refusal: string | undefined;
  return {
    async send(mail: Mail) {
      try {
        const { autoSubmitted = true, inline = [], ...rest } = mail;
        const headers = autoSubmitted ? { "Auto-Submitted": "auto-generated" } : {};
        const marked = {
          ...{ ...rest, cc: [...(mail.cc ?? [])], from, headers, attachments: [...inline] },
          ...markedFor(mail, config),
        };
        const { rejected } = await guard(() => unlessRejected(transport.sendMail(marked), config));
        refusal = undefined;
        return { refused: recipientsOf(mail).filter(({ address }) => isAmong(rejected, address)) };
      } catch (error) {
        if (error instanceof LoginRejectedError || error instanceof LoginPausedError) throw error;
        const { response = "", message, command = "" } = error as SmtpError;
        switch (judgeRefusal(response, command)) {
          case "mailbox":
            throw new UndeliverableError(message, { cause: error });
          case "ours":
            refusal = explainSenderRefused(config, response);
            throw new SenderRefusedError(refusal, { cause: error });
          case "later": {
            const isUnknown = response === "" && BROKEN_OFF.test(message);
            const Unsent = isUnknown ? UnknownIfSentError : Failure;
            const sentence = `The mail server ${host}:${port} did not accept an email: ${explain(error)}`;
            throw new Unsent(sentence, { cause: error });
          }
        }
      }
    },
    refusal: () => refusal,
    close: () => transport.close(),
  };
}

const recipientsOf = ({ to, cc = [] }: Mail): readonly Recipient[] => [to, ...cc];
const isAmong = (rejected: readonly unknown[], address: string) =>
  rejected.some((each) => String(each).toLowerCase() === address.toLowerCase());

/** The marks of an email that has a token: one in the envelope, and one in a header that relays leave alone. */
function markedFor(mail: Mail, { bounces }: SmtpConfig) {
  const { token, messageId, references: earlier = [] } = mail;
  if (token === undefined) return { references: [...earlier] };
  const host = messageId.slice(messageId.lastIndexOf("@") + 1).replace(">", "");
  const references = [anchorOf(token, host), ...earlier];
  if (!bounces) return { references };
  const to = recipientsOf(mail).map(({ address }) => address);
  return { references, envelope: { from: returnAddress(bounces, token), to } };
}

/** What nodemailer says if an established connection ends without an answer. */
const BROKEN_OFF = /closed unexpectedly|^Timeout$|ECONNRESET|EPIPE/;

type SmtpError = Error & { readonly response?: string; readonly command?: string };

const explainSenderRefused = ({ host, port }: SmtpConfig, reply: string) =>
  `The mail server ${host}:${port} refuses email from acct: ${reply.replace(/\s+/g, " ")}; check mail.from, mail.user, and the server's rules and quotas for them`;

/**
 * Connects and logs in, without sending anything. With `to`, it also asks whether the server would take an email from us to that
 * address, which is that of `setting`.
 */
export async function checkSmtp(
  config: SmtpConfig,
  guards = noGuards,
  { to, setting = "site.helpAddress" }: { readonly to?: string; readonly setting?: string } = {},
): Promise<string> {
  const { host, port } = config;
  const transport = openTransport(config);
  try {
    await smtpGuard(config, guards)(() => unlessRejected(transport.verify(), config));
    if (to !== undefined) await checkEnvelope(config, { to, setting });
    const how =
      config.startTls || port === 465
        ? "over TLS"
        : "unencrypted, which is only safe for a relay on this machine";
    return `${host}:${port} accepts email from us, ${how}`;
  } catch (error) {
    if (error instanceof LoginRejectedError || error instanceof LoginPausedError) throw error;
    if (error instanceof SenderRefusedError) throw error;
    throw new Failure(`the mail server ${host}:${port} cannot be used: ${explain(error)}`, {
      cause: error,
    });
  } finally {
    transport.close();
  }
}

async function checkEnvelope(
  config: SmtpConfig,
  { to, setting }: { readonly to: string; readonly setting: string },
): Promise<void> {
  const { user, password = "" } = config;
  const from = config.bounces?.address ?? config.from;
  const auth = user === undefined ? undefined : { user, pass: password };
  const refused = await tryEnvelope(connectionOptions(config), auth, { from, to });
  if (!refused) return;
  const { text, command } = refused;
  switch (judgeRefusal(text, command)) {
    case "mailbox":
      throw new Error(`it doesn't deliver to ${to}: ${text}; check ${setting}`);
    case "ours":
      throw new SenderRefusedError(explainSenderRefused(config, text));
    case "later":
      return;
  }
}

/** Maps OpenSSL's messages back to Node's codes, because nodemailer replaces the code with its own. */
const TLS_MESSAGES: readonly [pattern: RegExp, code: string][] = [
  [/self-signed certificate in certificate chain/, "SELF_SIGNED_CERT_IN_CHAIN"],
  [/self-signed certificate/, "DEPTH_ZERO_SELF_SIGNED_CERT"],
  [/unable to verify the first certificate/, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  [/unable to get (local )?issuer certificate/, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
  [/certificate has expired/, "CERT_HAS_EXPIRED"],
  [/certificate is not yet valid/, "CERT_NOT_YET_VALID"],
  [/does not match certificate's altnames/, "ERR_TLS_CERT_ALTNAME_INVALID"],
];

function explain(error: unknown): string {
  const { message } = error as Error;
  const [, code] = TLS_MESSAGES.find(([pattern]) => pattern.test(message)) ?? [];
  return explainTlsError(code, "mail.caFile") ?? message;
}

/** Shared by everything that logs in there with our password. */
function smtpGuard({ host, port, user, password = "" }: SmtpConfig, guards: LoginGuards): LoginGuard {
  return user === undefined ? unguarded : guards("mail", [host, String(port), user, password]);
}

/** A 5xx to a login (RFC 4954 §4) means a wrong password; a 4xx is temporary. */
async function unlessRejected<T>(login: Promise<T>, { host, port }: SmtpConfig): Promise<T> {
  return login.catch((error: Error & { code?: string; responseCode?: number }) => {
    if (error.code !== "EAUTH" || (error.responseCode ?? 0) < 500) throw error;
    throw new LoginRejectedError(
      `the mail server ${host}:${port} rejected our login: check mail.user and SMTP_PASSWORD — ${error.message}`,
      { cause: error },
    );
  });
}

function openTransport(config: SmtpConfig) {
  const { user, password } = config;
  return createTransport({
    ...connectionOptions(config),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
    pool: true,
    maxConnections: SMTP_CONNECTIONS,
  });
}

const connectionOptions = ({ host, port, ca, startTls }: SmtpConfig) => ({
  host,
  port,
  secure: port === 465,
  requireTLS: startTls,
  ignoreTLS: !startTls,
  ...(ca === undefined ? {} : { tls: { ca: [ca] } }),
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
});
