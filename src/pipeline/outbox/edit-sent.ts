import { BusyError } from "../../chat/chat.ts";
import { isInChat } from "../../chat/chat-of.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { findInvitation } from "../../db/invitations.ts";
import { recordEdit } from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import { languageOr } from "../../view/languages.ts";
import type { Message } from "../../view/message.ts";
import { invitationOver } from "../../view/notification-templates.ts";
import { orOwnTemplates } from "../../view/templates/templates.ts";
import { inWords } from "../../view/templates/wording.ts";
import type { SendDeps } from "./send-deps.ts";
import { pauseMs } from "./show-card.ts";

type EditDeps = Pick<SendDeps, "db" | "chat" | "rules" | "now" | "log">;

/** Its buttons still say what happened when they are pressed, so a chat that never accepts the edit is left alone. */
const MAX_ATTEMPTS = 10;

/** Edits an invitation in the chat that was sent before and is over now: it says what became of it, and has no buttons anymore. */
export async function editSent(notification: Notification, deps: EditDeps): Promise<void> {
  const { db, chat, now, log } = deps;
  const { data, attempt, template } = notification;
  const { posted = "" } = data;
  try {
    const message = await writeOver(notification, deps);
    if (message && isInChat(chat, posted)) await chat.update(posted, message);
    await recordEdit(db, notification, { attempt: 0, data: { ...data, actions: "" } });
  } catch (error) {
    if (isTransientDatabaseError(error)) throw error;
    if (error instanceof BusyError) {
      const runAt = new Date(now().getTime() + error.waitMs);
      return recordEdit(db, notification, { runAt });
    }
    const isOver = attempt >= MAX_ATTEMPTS;
    log.info({ err: error, template, final: isOver }, "could not edit an earlier message");
    const runAt = isOver ? null : new Date(now().getTime() + pauseMs(attempt));
    await recordEdit(db, notification, { runAt, attempt: attempt + 1 });
  }
}

/** What the message says now. Undefined if the invitation is open or no longer known. */
async function writeOver(
  { data, template }: Notification,
  { db, rules }: EditDeps,
): Promise<Message | undefined> {
  const invitation = await findInvitation(db, data.invitation ?? "");
  if (!invitation || invitation.state === "open") return undefined;
  const { state, requestId } = invitation;
  const over = state === "accepted" && requestId === null ? "member" : state;
  const written = invitationOver(data, over, requestId);
  return inWords(template, written, orOwnTemplates(rules.templates), languageOr(data.language));
}

/** Whether this is an invitation that no one can answer anymore. */
export async function isOver(
  { template, data }: Pick<Notification, "template" | "data">,
  { db }: Pick<SendDeps, "db">,
): Promise<boolean> {
  if (template !== "invitation") return false;
  const invitation = await findInvitation(db, data.invitation ?? "");
  return invitation !== undefined && invitation.state !== "open";
}
