import { randomUUID } from "node:crypto";
import type { Mailer } from "../mail/mailer.ts";

export interface Helpdesk {
  readonly address: string;
  readonly subject: string;
}

/**
 * Sends the helpdesk what somebody asked for at `/reset`, in the form in which setpass did (helpdesk_ticket.txt), because
 * queues and scripts read it. Throws when no mail server takes it.
 */
export async function forwardToHelpdesk(
  { name, email, pin }: { readonly name: string; readonly email: string; readonly pin: string },
  { mailer, helpdesk }: { readonly mailer: Mailer; readonly helpdesk: Helpdesk },
): Promise<void> {
  const [oneName, oneEmail] = [name, email].map((text) => text.replaceAll(/\s+/g, " "));
  const text = `[${oneEmail}]
CSR Type: [Password Reset]
Priority: [High]

User's Full Name: ${oneName}
OpenStack username: ${oneEmail}
PIN: ${pin}`;
  const html = `<pre>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</pre>`;
  await mailer.send({
    messageId: `<${randomUUID()}.acct@${helpdesk.address.split("@")[1]}>`,
    to: { name: "Helpdesk", address: helpdesk.address },
    subject: helpdesk.subject,
    text,
    html,
  });
}
