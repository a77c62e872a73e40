import addressparser from "nodemailer/lib/addressparser";
import SMTPConnection from "nodemailer/lib/smtp-connection";

interface Envelope {
  readonly from: string;
  readonly to: string;
}

/** A reply to a command that the server didn't accept. */
export interface Reply {
  readonly command: "MAIL FROM" | "RCPT TO";
  readonly text: string;
}

const PROBE = "ACCT-PROBE";

/**
 * Asks a mail server whether it would take an email, without sending one: MAIL FROM, RCPT TO, and then RSET (RFC 5321 §3.3 and
 * §4.1.1.5). Returns the reply with which it refuses, or undefined if it would take it. Throws if it can't be reached.
 */
export async function tryEnvelope(
  options: SMTPConnection.Options,
  auth: { readonly user: string; readonly pass: string } | undefined,
  envelope: Envelope,
): Promise<Reply | undefined> {
  let refused: Reply | undefined;
  // nodemailer sends single commands only on behalf of an authentication method.
  const customAuth = {
    [PROBE]: async ({ sendCommand }: SMTPConnection.CustomAuthenticationContext) => {
      const [from, to] = [envelope.from, envelope.to].map((text) => addressparser(text)[0]?.address ?? text);
      const commands = [
        ["MAIL FROM", from],
        ["RCPT TO", to],
      ] as const;
      for (const [command, address] of commands) {
        const { status, response } = await sendCommand(`${command}:<${address}>`);
        if (status < 400) continue;
        refused = { command, text: response.trim() };
        break;
      }
      await sendCommand("RSET");
    },
  };
  const connection = new SMTPConnection({ ...options, customAuth });
  const logIn = (credentials: object) =>
    new Promise<void>((resolve, reject) => {
      connection.login(credentials, (error) => (error ? reject(error) : resolve()));
    });
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once("error", reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    if (auth) await logIn(auth);
    await logIn({ method: PROBE });
    return refused;
  } finally {
    connection.quit();
    connection.close();
  }
}
