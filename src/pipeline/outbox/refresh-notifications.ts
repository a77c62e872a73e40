import type { Chat } from "../../chat/chat.ts";
import { chatOf } from "../../chat/chat-of.ts";
import type { Db } from "../../db/client.ts";
import { listPosted, type PostedNotification, recordPosted } from "../../db/notifications.ts";
import { findRequest } from "../../db/requests.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Log } from "../../log.ts";
import { languageOr } from "../../view/languages.ts";
import type { Message } from "../../view/message.ts";
import { notificationTemplates, type TemplateContext } from "../../view/notification-templates.ts";
import { orOwnTemplates, type Templates } from "../../view/templates/templates.ts";
import { inWords } from "../../view/templates/wording.ts";

/** Messages with buttons that work only while the request stays in its current state. */
const WITH_BUTTONS = ["received", "question"] as const;

/**
 * Returns where a message was posted and, if they can become outdated, with which buttons. Undefined if neither is needed: only
 * messages to the admin channel get replies.
 */
export function toPosted(
  { template, via }: Notification,
  posted: string,
  message: Message,
): PostedNotification | undefined {
  const actions = WITH_BUTTONS.some((name) => name === template) ? actionNames(message) : "";
  const language = message.language ?? "en";
  return actions !== "" || via === "channel" ? { posted, actions, language } : undefined;
}

interface RefreshDeps {
  readonly db: Db;
  readonly chat: Pick<Chat, "name" | "parts" | "update">;
  readonly log: Log;
  readonly rules: { readonly templates?: Templates | undefined };
}

/**
 * Removes the buttons that no longer do anything from earlier messages about this request, once someone is told what has
 * changed. This is cosmetic: a button that cannot be removed now is answered, and removed, when it is pressed.
 */
export async function refreshNotifications(
  requestId: number,
  { db, chat, log, rules }: RefreshDeps,
): Promise<void> {
  try {
    const earlier = await listPosted(db, requestId);
    const request = earlier.length > 0 ? await findRequest(db, requestId) : undefined;
    if (!request) return;
    for (const { id, template, data, posted, actions } of earlier) {
      const write = notificationTemplates[template as (typeof WITH_BUTTONS)[number]];
      const wording = write({ request, data, chatName: chatOf(chat, posted).name, ...ONLY_BY_EMAIL });
      const templates = orOwnTemplates(rules.templates);
      const message = inWords(template, wording, templates, languageOr(data.language));
      if (actionNames(message) === actions) continue;
      await chat.update(posted, message);
      await recordPosted(db, id, { posted, actions: actionNames(message), language: data.language ?? "en" });
    }
  } catch (error) {
    log.info({ err: error, request: requestId }, "could not update the buttons of an earlier message");
  }
}

const actionNames = ({ buttons = [] }: Message) => buttons.map(({ action }) => action).join(" ");

const noUrl = () => "";
/** Only emails contain these. A chat message has no links to pages and no instructions for signing in. */
const ONLY_BY_EMAIL = {
  dryRun: false,
  passwordUrl: noUrl,
  decisionUrl: noUrl,
  confirmUrl: noUrl,
  requestUrl: noUrl,
  resetPageUrl: noUrl,
  logIn: {},
  isRequester: true,
} as const satisfies Partial<TemplateContext>;
