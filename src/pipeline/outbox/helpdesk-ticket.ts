import { randomUUID } from "node:crypto";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { NewNotification } from "../../db/change.ts";
import { HELPDESK_TICKET } from "../../db/names.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Mail } from "../../mail/mailer.ts";
import { seal, unseal } from "../secrets/seal.ts";
import { ticketMail } from "./ticket-mail.ts";

export interface Helpdesk {
  readonly address: string;
  readonly subject: string;
  /** By default, the email doesn't say that a program sent it. */
  readonly autoSubmitted?: boolean;
}

/** The values that someone entered at `/reset`. */
export interface TicketInput {
  readonly name: string;
  readonly email: string;
  readonly pin: string;
}

/** The email to the help desk, in the same format that setpass used (helpdesk_ticket.txt). */
export function helpdeskTicket({ name, email, pin }: TicketInput, helpdesk: Helpdesk, id: string): Mail {
  const [oneName, oneEmail] = [name, email].map((text) => text.replace(/\s+/g, " "));
  const text = `[${oneEmail}]
CSR Type: [Password Reset]
Priority: [High]

User's Full Name: ${oneName}
OpenStack username: ${oneEmail}
PIN: ${pin}`;
  const { address, subject, autoSubmitted = false } = helpdesk;
  // Anyone can type any address here, so the help desk isn't told to reply to it.
  return ticketMail({
    messageId: `<${id}.acct@${address.split("@")[1]}>`,
    address,
    subject,
    text,
    autoSubmitted,
  });
}

/** Returns the same ticket for the outbox, which keeps the PIN sealed until it is sent. */
export function ticketMessage(
  input: TicketInput,
  helpdesk: Helpdesk,
  secretKey: SecretKeys,
): NewNotification {
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
      name: input.name,
      email: input.email,
      pin: seal(secretKey, input.pin, id).toString("base64"),
      ...(helpdesk.autoSubmitted ? { autoSubmitted: "true" } : {}),
    },
  };
}

/** The email for a ticket in the outbox. */
export function toTicketEmail(
  { toEmail, data }: Pick<Notification, "toEmail" | "data">,
  secretKey: SecretKeys,
): Mail {
  const { id = "", subject = "", name = "", email = "", pin = "" } = data;
  const input = { name, email, pin: unseal(secretKey, Buffer.from(pin, "base64"), id) };
  const autoSubmitted = data.autoSubmitted === "true";
  return helpdeskTicket(input, { address: toEmail ?? "", subject, autoSubmitted }, id);
}
