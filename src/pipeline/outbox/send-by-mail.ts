import type { Notification } from "../../db/tables/notifications.ts";
import { compose } from "../../mail/compose.ts";
import { type Recipient, UndeliverableError } from "../../mail/mailer.ts";
import type { Message } from "../../view/message.ts";
import { orOwnTemplates } from "../../view/templates/templates.ts";
import type { SendDeps } from "./send-deps.ts";

/** Emails a message. Returns the recipients that the mail server refused while it took the email for others. */
export async function sendByMail(
  { toName, toEmail, template, mark }: Notification,
  message: Message,
  { mailer, rules }: Pick<SendDeps, "mailer" | "rules">,
): Promise<readonly Recipient[]> {
  if (!toEmail) throw new UndeliverableError("there is no email address");
  const { publicUrl, logo, pages } = rules;
  const site = { ...rules.site, accent: pages.accent, logo };
  const templates = orOwnTemplates(rules.templates);
  const messageId = `<${template}.${mark}.acct@${new URL(publicUrl).hostname}>`;
  const mail = compose(message, { messageId, to: { name: toName, address: toEmail }, site, templates });
  return (await mailer.send(mail)).refused;
}
