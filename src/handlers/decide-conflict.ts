import type { Actor } from "../chat/chat.ts";
import type { Reply } from "../chat/interaction.ts";
import { findConflictByMark } from "../db/adoption-conflicts.ts";
import { isUuid } from "../db/is-uuid.ts";
import type { AdoptionConflict } from "../db/tables/adoption-conflicts.ts";
import { decideAdoptionConflict } from "../pipeline/decide-adoption-conflict.ts";
import { conflictTopic, describeDecision } from "../view/conflict-phrase.ts";
import { capitalize } from "../view/stages.ts";
import { nextConflictReply } from "./conflict-reply.ts";
import { type HandlerContext, message, toEventActor } from "./handler.ts";

/** Returns the conflict of a button, or the reply to a button whose conflict is no longer there. */
export async function readConflict(
  mark: string,
  { db }: Pick<HandlerContext, "db">,
): Promise<AdoptionConflict | Reply> {
  const conflict = isUuid(mark) ? await findConflictByMark(db, mark) : undefined;
  if (!conflict || conflict.closedAt !== null)
    return nextConflictReply(0, db, ["Nothing changed: that conflict is no longer there."]);
  return conflict;
}

/** Decides a conflict for an admin, and shows what was decided along with the next one. */
export async function decideFor(
  conflict: AdoptionConflict,
  decision: string,
  actor: Actor,
  context: HandlerContext,
): Promise<Reply> {
  const decided = await decideAdoptionConflict(
    conflict,
    decision,
    { ...toEventActor(actor), email: actor.email },
    context,
  );
  const topic = capitalize(conflictTopic(conflict));
  switch (decided.kind) {
    case "decided":
      return nextConflictReply(conflict.id, context.db, [
        `✓ ${topic} ${describeDecision(conflict, decision)}. acct adopt applies this the next time it runs.`,
      ]);
    case "own":
      return message(
        "Not decided",
        `${topic} may be your own account, so you can't decide this. Ask another admin, or use acct adopt --decide on the server.`,
      );
    case "late": {
      const { decision: made, decidedByName } = decided.conflict ?? {};
      const line = made
        ? `${decidedByName} already decided: ${topic} ${describeDecision(conflict, made)}.`
        : "Nothing changed: that conflict is no longer there.";
      return nextConflictReply(conflict.id, context.db, [line]);
    }
  }
}
