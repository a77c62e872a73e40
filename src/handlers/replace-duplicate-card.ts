import type { Interaction } from "../chat/interaction.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import { adoptView, listViews } from "../db/views.ts";
import { fullName } from "../view/full-name.ts";
import type { Notice } from "../view/notice.ts";
import type { HandlerContext } from "./handler.ts";

/**
 * Handles a card that acct doesn't know about because the chat's response to posting it was lost (docs/decisions/0002). A
 * click on such a card reveals it. The card becomes the card for its place. If the place already has another card, this one
 * loses its buttons and explains why. Other messages are left unchanged. Throws if the chat rejects the edit.
 */
export async function replaceDuplicateCard(
  { subject: about, card }: Pick<Interaction, "subject" | "card">,
  { db, chat, now, rules }: Pick<HandlerContext, "db" | "chat" | "now" | "rules">,
): Promise<void> {
  if (!about || !card) return;
  const known = await listViews(db, about.id);
  if (known.some(({ message }) => message === card.message)) return;

  const place = card.place.id;
  const audience = rules.adminChannels.includes(place) ? "admin" : "pi";
  const adopted = { requestId: about.id, audience, place, message: card.message } as const;
  if (await adoptView(db, adopted, now())) return;
  const request = await findRequest(db, about.id);
  const live = known.find((view) => view.place === place && view.message !== null);
  if (request && live) await chat.update(card.message, retiredNotice(request));
}

/** Returns a notice that can't become outdated, because the message is never edited again. */
function retiredNotice({ id, givenName, familyName, project }: Request): Notice {
  return {
    title: `Request ${id}: ${fullName({ givenName, familyName })}${project ? `, ${project}` : ""}`,
    lines: ["This card was posted twice. The other one stays up to date; this one is no longer used."],
  };
}
