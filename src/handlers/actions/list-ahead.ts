import { listApprovalsAhead } from "../../db/approvals-ahead.ts";
import { type GeneralHandler, message } from "../handler.ts";
import { NO_GITLAB } from "../no-gitlab.ts";

const MAX_LISTED = 20;
const NOT_DONE = "Not shown";

/** Lists for an admin the approvals that wait for someone to sign up in GitLab, oldest first. */
export const listAhead: GeneralHandler = {
  name: "list-ahead",
  right: "approve-ahead",
  notDone: NOT_DONE,
  command: { name: "gitlab ahead", help: "See the approvals that wait for someone to sign up in GitLab" },
  async run(_, { db, gitlab }) {
    if (!gitlab) return message(NOT_DONE, NO_GITLAB);
    const waiting = await listApprovalsAhead(db);
    if (waiting.length === 0) return message("No approval waits for someone to sign up");
    const more = waiting.length - MAX_LISTED;
    return message(
      `${waiting.length} ${waiting.length === 1 ? "approval waits" : "approvals wait"} for someone to sign up`,
      ...waiting
        .slice(0, MAX_LISTED)
        .map(({ email, byName, at, reason }) => [`${email}: approved by ${byName}, `, at, `: ${reason}`]),
      ...(more > 0 ? [`And ${more} more. On the server: acct gitlab ahead`] : []),
      "To take one back: /acct gitlab withdraw-ahead <address>",
    );
  },
};
