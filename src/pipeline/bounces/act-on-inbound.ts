import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { Db } from "../../db/client.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { InboundMail, Reply } from "../../mail/bounces/inbound.ts";
import { findNotification } from "./find-notification.ts";
import { recordReport } from "./record-report.ts";

/**
 * What a mail that came back meant. "repeated": it was acted on before. "noted": it says nothing to act on, such as that an email
 * was delivered. "forged": it quotes no mark that we made. "sending": the email is being sent right now, so try again later.
 */
export type InboundOutcome =
  | "failed"
  | "delayed"
  | "noted"
  | "repeated"
  | "automatic"
  | "reply"
  | "forged"
  | "other"
  | "sending";

/** A reply to an email of ours. `token` is undefined if only the Message-ID told which one. */
export interface FoundReply extends Omit<Reply, "kind"> {
  readonly notification: Notification;
  readonly token?: string;
}

export interface InboundDeps {
  readonly db: Db;
  readonly secretKey: SecretKeys;
  readonly adminChannels: readonly string[];
  readonly now: () => Date;
  /** Takes replies. Without it, they are only counted, and stay in the mailbox. */
  onReply?(reply: FoundReply): Promise<void>;
}

/** Acts on a mail that came back, once: what was read again, or came on two ways, does nothing more. */
export async function actOnInbound(mail: InboundMail, deps: InboundDeps): Promise<InboundOutcome> {
  if (mail.kind === "automatic" || mail.kind === "other") return mail.kind;
  const found = await findNotification(deps.db, deps.secretKey, mail.marks);
  if (!found) return "forged";
  if (mail.kind === "report") return recordReport(mail, found.notification, deps);
  const { subject, from, text } = mail;
  await deps.onReply?.({ subject, from, text, ...found });
  return "reply";
}
