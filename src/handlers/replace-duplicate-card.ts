import type { Interaction } from "../chat/interaction.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { adoptView, listViews } from "../db/views.ts";
import type { Notice } from "../view/notice.ts";
import type { HandlerContext } from "./handler.ts";

/**
 * A card can stand in the chat without our knowing, because the answer to its posting was lost (docs/decisions/0002): the press
 * shows it to us. It becomes the card of its place, or, if another message is that by now, it loses its buttons and says so.
 * Whatever else was pressed is left alone. Throws when the chat does not take the edit.
 */
export async function replaceDuplicateCard(
  { subject: about, card }: Pick<Interaction, "subject" | "card">,
  { db, chat, now, rules }: Pick<HandlerContext, "db" | "chat" | "now" | "rules">,
): Promise<void> {
  if (!about || !card) return;
  const known = await listViews(db, about.id);
  if (known.some(({ message }) => message === card.message)) return;

  const place = card.place.id;
  const audience = place === rules.adminChannel ? "admin" : "pi";
  const adopted = { requestId: about.id, audience, place, message: card.message } as const;
  if (await adoptView(db, adopted, now())) return;
  const request = await findRequest(db, about.id);
  const live = known.find((view) => view.place === place && view.message !== null);
  if (request && live) await chat.update(card.message, retired(request));
}

/** Says nothing that could become untrue: nobody edits it again. */
function retired({ id, givenName, familyName, project }: Request): Notice {
  return {
    title: `Request ${id}: ${givenName} ${familyName}${project ? `, ${project}` : ""}`,
    lines: ["This card was posted twice. The other one stays up to date; this one is no longer used."],
  };
}
