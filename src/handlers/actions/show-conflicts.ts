import { findConflictByName } from "../../db/adoption-conflicts.ts";
import { conflictReply, nextConflictReply } from "../conflict-reply.ts";
import { type GeneralHandler, message } from "../handler.ts";

const AFTER = /^after (\d{1,9})$/;

/** Shows an admin the conflicts of acct adopt one by one, or the one about an account or project. */
export const showConflicts: GeneralHandler = {
  name: "show-conflicts",
  right: "decide-conflict",
  notDone: "Not shown",
  command: {
    name: "conflicts",
    arguments: "[name]",
    help: "Decide who owns the accounts that acct adopt couldn't match",
  },
  async run({ text }, { db }) {
    const [, after] = AFTER.exec(text) ?? [];
    if (text === "" || after !== undefined) return nextConflictReply(Number(after ?? 0), db);
    const conflict = await findConflictByName(db, text);
    if (conflict) return conflictReply(conflict, db);
    return message(
      "No such conflict",
      `There is no open conflict about ${text}. To see all: /acct conflicts`,
    );
  },
};
