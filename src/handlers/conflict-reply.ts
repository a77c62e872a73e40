import type { Reply } from "../chat/interaction.ts";
import { countConflicts, findNextConflict } from "../db/adoption-conflicts.ts";
import type { Db } from "../db/client.ts";
import type { AdoptionConflict } from "../db/tables/adoption-conflicts.ts";
import { buildConflictCard } from "../view/conflict-card.ts";
import type { Line } from "../view/notice.ts";
import { message } from "./handler.ts";
import { replyToAnswer } from "./reply-to-answer.ts";

/** Shows a conflict instead of the one that was answered. */
export async function conflictReply(
  conflict: AdoptionConflict,
  db: Db,
  before: readonly Line[] = [],
): Promise<Reply> {
  const notice = buildConflictCard(conflict, await countConflicts(db), before);
  return replyToAnswer({ kind: "message", notice });
}

/** Shows the next open conflict after this one, or that there is none. */
export async function nextConflictReply(after: number, db: Db, before: readonly Line[] = []): Promise<Reply> {
  const next = await findNextConflict(db, after);
  if (next) return conflictReply(next, db, before);
  return replyToAnswer(message("There are no conflicts to decide", ...before));
}
