import type { Chat } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { recordMoved } from "../../db/move-views.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { View } from "../../db/tables/views.ts";
import { fullName } from "../../view/full-name.ts";
import { movedNotice } from "../../view/moved-notice.ts";

interface ShowMovedContext {
  readonly db: Db;
  readonly chat: Chat;
  readonly now: () => Date;
}

/** After this many failures, the old channel is archived, or we are no longer in it. */
const MAX_ATTEMPTS = 8;

/** A card in a channel that admins no longer use becomes a line that says where it is now. */
export async function showMoved(
  card: View & { readonly movedTo: string },
  { id, givenName, familyName }: Request,
  { db, chat, now }: ShowMovedContext,
): Promise<void> {
  if (card.message !== null && card.attempt < MAX_ATTEMPTS) {
    await chat.update(
      card.message,
      movedNotice(`Request ${id}: ${fullName({ givenName, familyName })}`, card.movedTo),
    );
  }
  await recordMoved(db, card, now());
}
