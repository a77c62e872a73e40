import { findConflictByMark } from "../../db/adoption-conflicts.ts";
import { reopenAdoptionConflict } from "../../pipeline/decide-adoption-conflict.ts";
import { conflictReply } from "../conflict-reply.ts";
import { readConflict } from "../decide-conflict.ts";
import { type GeneralHandler, toEventActor } from "../handler.ts";

/** Lets an admin take back a decision on a conflict that acct adopt hasn't applied yet. */
export const reopenConflict: GeneralHandler = {
  name: "reopen-conflict",
  right: "decide-conflict",
  notDone: "Not opened again",
  async run({ actor, text }, context) {
    const conflict = await readConflict(text, context);
    if (!("mayBe" in conflict)) return conflict;
    await reopenAdoptionConflict(conflict, toEventActor(actor), context);
    const latest = (await findConflictByMark(context.db, conflict.mark)) ?? conflict;
    return conflictReply(latest, context.db);
  },
};
