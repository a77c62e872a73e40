import { createTransport } from "nodemailer";
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
        throw new Error(`The mail server ${host}:${port} did not take a mail: ${message}`, { cause: error });
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
    const how = config.startTls || port === 465 ? "over TLS" : "in clear: only for a relay on this machine";
    return `${host}:${port} takes mails from us, ${how}`;
  } catch (error) {
    throw new Error(`the mail server ${host}:${port} does not take us: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    transport.close();
  }
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
