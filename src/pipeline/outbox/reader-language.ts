import type { Chat } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { findPersonLanguage, setPersonLanguage } from "../../db/reader-languages.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Request } from "../../db/tables/requests.ts";
import { type Language, languageOr, toLanguage } from "../../view/languages.ts";

interface ReaderLanguageDeps {
  readonly db: Db;
  readonly chat: Pick<Chat, "getUser" | "findByEmail">;
  readonly site: { readonly language: string };
}

/**
 * The language in which a notification is written: the requester's own for the requester, otherwise that of the person in the
 * registry, that of their chat for direct messages, or the site's. A message about answers in a form carries the language that they name.
 * Admins read English in their channel.
 */
export async function findReaderLanguage(
  notification: Pick<Notification, "via" | "toEmail" | "toUser" | "data">,
  request: Request | undefined,
  { db, chat, site }: ReaderLanguageDeps,
): Promise<Language> {
  const { via, toEmail, toUser, data } = notification;
  if (via === "channel") return "en";
  const own = request && isRequester(notification, request) ? toLanguage(request.language) : undefined;
  const named = toLanguage(data.language);
  const known = own ?? named ?? toLanguage(await findPersonLanguage(db, { user: toUser, email: toEmail }));
  if (known) return known;
  if (via === "email") return languageOr(site.language);
  const user = toUser ?? (toEmail ? (await chat.findByEmail(toEmail))?.user : undefined);
  const inChat = toLanguage(user && (await chat.getUser(user)).locale);
  // Their next email is in this language, too.
  if (inChat) await setPersonLanguage(db, { user, email: toEmail }, inChat, { isSure: false });
  return inChat ?? languageOr(site.language);
}

/** Tells whether a notification goes to the requester, and not to a PI or to another member of the project. */
export function isRequester(
  { toEmail, toUser }: Pick<Notification, "toEmail" | "toUser">,
  { email, requesterUser }: Pick<Request, "email" | "requesterUser">,
): boolean {
  return toUser !== null ? toUser === requesterUser : toEmail?.toLowerCase() === email.toLowerCase();
}
