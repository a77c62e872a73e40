import { createTransport } from "nodemailer";
import { tlsTrouble } from "../tls-trouble.ts";
import { type Mail, type Mailer, UndeliverableError } from "./mailer.ts";

export interface SmtpConfig {
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly ca?: string | undefined;
  /** False: in clear, to a relay on this very machine. */
  readonly startTls: boolean;
}

/** Hands mails to an SMTP server (RFC 5321), over TLS from the start on port 465, else by STARTTLS, which it insists on. */
export function smtpMailer(config: SmtpConfig): Mailer & { close(): void } {
  const { from, host, port } = config;
  const transport = openTransport(config);
  return {
    async send({ to, cc = [], ...mail }: Mail) {
      try {
        await transport.sendMail({
          ...mail,
          from,
          to,
          cc: [...cc],
          headers: { "Auto-Submitted": "auto-generated" },
        });
      } catch (error) {
        const { responseCode, message } = error as Error & { responseCode?: number };
        // 5xx to a recipient or a message is the last word (RFC 5321 §4.2.1); 5xx to our login is ours to mend.
        const command = (error as { command?: string }).command ?? "";
        if (responseCode && responseCode >= 500 && ["RCPT TO", "DATA"].includes(command)) {
          throw new UndeliverableError(message, { cause: error });
        }
        throw new Error(`The mail server ${host}:${port} did not take a mail: ${wordsOf(error)}`, {
          cause: error,
        });
      }
    },
    close: () => transport.close(),
  };
}

/** Connects and logs in, and sends nothing. */
export async function checkSmtp(config: SmtpConfig): Promise<string> {
  const { host, port } = config;
  const transport = openTransport(config);
  try {
    await transport.verify();
    return `${host}:${port} takes mails from us, over TLS`;
  } catch (error) {
    throw new Error(`the mail server ${host}:${port} does not take us: ${wordsOf(error)}`, {
      cause: error,
    });
  } finally {
    transport.close();
  }
}

/** OpenSSL's words for what Node's codes say: nodemailer puts a code of its own in the place of Node's. */
const TLS_WORDS: readonly [words: RegExp, code: string][] = [
  [/self-signed certificate in certificate chain/, "SELF_SIGNED_CERT_IN_CHAIN"],
  [/self-signed certificate/, "DEPTH_ZERO_SELF_SIGNED_CERT"],
  [/unable to verify the first certificate/, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  [/unable to get (local )?issuer certificate/, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
  [/certificate has expired/, "CERT_HAS_EXPIRED"],
  [/certificate is not yet valid/, "CERT_NOT_YET_VALID"],
  [/does not match certificate's altnames/, "ERR_TLS_CERT_ALTNAME_INVALID"],
];

function wordsOf(error: unknown): string {
  const { message } = error as Error;
  const [, code] = TLS_WORDS.find(([words]) => words.test(message)) ?? [];
  return tlsTrouble(code, "mail.caFile") ?? message;
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
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
}
