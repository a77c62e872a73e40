import { randomUUID } from "node:crypto";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { NewNotification } from "../../db/change.ts";
import { HELPDESK_TICKET } from "../../db/names.ts";
import type { Notification } from "../../db/schema.ts";
import type { Mail } from "../../mail/mailer.ts";
import { seal, unseal } from "../secrets/seal.ts";

export interface Helpdesk {
  readonly address: string;
  readonly subject: string;
}

/** What somebody asked for at `/reset`, in their own words. */
export interface Asked {
  readonly name: string;
  readonly email: string;
  readonly pin: string;
}

/** The mail to the helpdesk, in the form in which setpass sent it (helpdesk_ticket.txt). */
export function helpdeskTicket({ name, email, pin }: Asked, helpdesk: Helpdesk, id: string): Mail {
  const [oneName, oneEmail] = [name, email].map((text) => text.replace(/\s+/g, " "));
  const text = `[${oneEmail}]
CSR Type: [Password Reset]
Priority: [High]

User's Full Name: ${oneName}
OpenStack username: ${oneEmail}
PIN: ${pin}`;
  const html = `<pre>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</pre>`;
  return {
    messageId: `<${id}.acct@${helpdesk.address.split("@")[1]}>`,
    to: { name: "Helpdesk", address: helpdesk.address },
    subject: helpdesk.subject,
    text,
    html,
  };
}

/** The same for the outbox, where the PIN lies sealed until it is sent. */
export function ticketMessage(asked: Asked, helpdesk: Helpdesk, secretKey: SecretKeys): NewNotification {
  const id = randomUUID();
  return {
    key: `${HELPDESK_TICKET}:${id}`,
    template: HELPDESK_TICKET,
    via: "email",
    toName: "Helpdesk",
    toEmail: helpdesk.address,
    toUser: null,
    data: {
      id,
      subject: helpdesk.subject,
      name: asked.name,
      email: asked.email,
      pin: seal(secretKey, asked.pin, id).toString("base64"),
    },
  };
}

/** The mail that a message of the outbox stands for. */
export function ticketOf(
  { toEmail, data }: Pick<Notification, "toEmail" | "data">,
  secretKey: SecretKeys,
): Mail {
  const { id = "", subject = "", name = "", email = "", pin = "" } = data;
  const asked = { name, email, pin: unseal(secretKey, Buffer.from(pin, "base64"), id) };
  return helpdeskTicket(asked, { address: toEmail ?? "", subject }, id);
}
