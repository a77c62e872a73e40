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
import { type Mail, type Mailer, UndeliverableError } from "./mailer.ts";

export interface SmtpConfig {
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly ca?: string | undefined;
  /** If false, mail goes unencrypted, to a relay on this same machine. */
  readonly startTls: boolean;
}

/** How many connections one server gets from us at the same time. */
export const SMTP_CONNECTIONS = 2;

/** Sends emails through an SMTP server (RFC 5321): over TLS from the start on port 465, otherwise with mandatory STARTTLS. */
export function smtpMailer(config: SmtpConfig, guards = noGuards): Mailer & { close(): void } {
  const { from, host, port } = config;
  const transport = openTransport(config);
  const guard = smtpGuard(config, guards);
  return {
    async send(mail: Mail) {
      try {
        const headers = { "Auto-Submitted": "auto-generated" };
        await guard(() => unlessRejected(transport.sendMail({ ...mail, from, headers }), config));
      } catch (error) {
        if (error instanceof LoginRejectedError || error instanceof LoginPausedError) throw error;
        const { responseCode, message } = error as Error & { responseCode?: number };
        // A 5xx for a recipient or a message is permanent (RFC 5321 §4.2.1); a 5xx for our login is for an admin to fix.
        const command = (error as { command?: string }).command ?? "";
        if (responseCode && responseCode >= 500 && ["RCPT TO", "DATA"].includes(command)) {
          throw new UndeliverableError(message, { cause: error });
        }
        throw new Failure(`The mail server ${host}:${port} did not accept an email: ${explain(error)}`, {
          cause: error,
        });
      }
    },
    close: () => transport.close(),
  };
}

/** Connects and logs in, without sending anything. */
export async function checkSmtp(config: SmtpConfig, guards = noGuards): Promise<string> {
  const { host, port } = config;
  const transport = openTransport(config);
  try {
    await smtpGuard(config, guards)(() => unlessRejected(transport.verify(), config));
    const how =
      config.startTls || port === 465
        ? "over TLS"
        : "unencrypted, which is only safe for a relay on this machine";
    return `${host}:${port} accepts email from us, ${how}`;
  } catch (error) {
    if (error instanceof LoginRejectedError || error instanceof LoginPausedError) throw error;
    throw new Failure(`the mail server ${host}:${port} cannot be used: ${explain(error)}`, {
      cause: error,
    });
  } finally {
    transport.close();
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

function openTransport({ host, port, user, password, ca, startTls }: SmtpConfig) {
  return createTransport({
    host,
    port,
    secure: port === 465,
    requireTLS: startTls,
    ignoreTLS: !startTls,
    ...(ca === undefined ? {} : { tls: { ca: [ca] } }),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
    pool: true,
    maxConnections: SMTP_CONNECTIONS,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
}
