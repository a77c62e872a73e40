import { BusyError, type Chat } from "../../chat/chat.ts";
import { chatOf, systemOf } from "../../chat/chat-of.ts";
import type { Db } from "../../db/client.ts";
import { listPosted, type PostedNotification, recordPosted } from "../../db/notifications.ts";
import { findRequest } from "../../db/requests.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Log } from "../../log.ts";
import { languageOr } from "../../view/languages.ts";
import type { Message } from "../../view/message.ts";
import {
  notificationTemplates,
  type TemplateContext,
  type Written,
} from "../../view/notification-templates.ts";
import { orOwnTemplates, type Templates } from "../../view/templates/templates.ts";
import { inWords } from "../../view/templates/wording.ts";

/** What is posted beside the cards, with the same buttons. It loses them together with the card. */
const BESIDE_CARD = "needs-attention";
/** Messages with buttons that work only while the request stays in its current state. */
const WITH_BUTTONS = ["received", "question", "confirm-request", "sign-agreements", BESIDE_CARD] as const;
/** Messages with buttons that aren't about a request. They become due again once the buttons no longer do anything. */
const EDITED = ["invitation"] as const;

/**
 * Returns where a message was posted and, if they can become outdated, with which buttons. Undefined if neither is needed: only
 * messages to the admin channel get replies.
 */
export function toPosted(
  { template, via }: Notification,
  posted: string,
  message: Message,
): PostedNotification | undefined {
  const hasButtons = [...WITH_BUTTONS, ...EDITED].some((name) => name === template);
  const actions = hasButtons ? actionNames(message) : "";
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
    for (const earlier of await listPosted(db, requestId))
      if (earlier.template !== BESIDE_CARD) await refresh(earlier, requestId, { db, chat, rules });
  } catch (error) {
    log.info({ err: error, request: requestId }, LATER);
  }
}

/**
 * Does the same with what the admins were told beside this card, in the same chat. Throws a `BusyError` if the chat takes no more
 * edits at the moment, so that it isn't forgotten.
 */
export async function refreshBesideCard(
  { requestId, place }: { readonly requestId: number; readonly place: string },
  { db, chat, log, rules }: RefreshDeps,
): Promise<void> {
  try {
    for (const earlier of await listPosted(db, requestId))
      if (earlier.template === BESIDE_CARD && systemOf(earlier.posted) === systemOf(place))
        await refresh(earlier, requestId, { db, chat, rules });
  } catch (error) {
    if (error instanceof BusyError) throw error;
    log.info({ err: error, request: requestId }, LATER);
  }
}

const LATER = "could not update the buttons of an earlier message";

async function refresh(
  { id, template, data, posted, actions }: Awaited<ReturnType<typeof listPosted>>[number],
  requestId: number,
  { db, chat, rules }: Omit<RefreshDeps, "log">,
): Promise<void> {
  const request = await findRequest(db, requestId);
  if (!request) return;
  const write: (context: TemplateContext) => Written =
    notificationTemplates[template as (typeof WITH_BUTTONS)[number]];
  const written = write({ request, data, chatName: chatOf(chat, posted).name, ...ONLY_BY_EMAIL });
  const templates = orOwnTemplates(rules.templates);
  const message =
    "lines" in written ? written : inWords(template, written, templates, languageOr(data.language));
  if (actionNames(message) === actions) return;
  await chat.update(posted, message);
  await recordPosted(db, id, { posted, actions: actionNames(message), language: data.language ?? "en" });
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
  agreementsUrl: noUrl,
  resetPageUrl: noUrl,
  logIn: {},
  isRequester: true,
} as const satisfies Partial<TemplateContext>;
