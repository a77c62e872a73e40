import { decide, explainUndecided } from "../decide.ts";
import { noReply, type RequestHandler } from "../handler.ts";

const NOT_DONE = "Not approved";

export const approve: RequestHandler = {
  name: "approve",
  about: "request",
  // `decide` checks under the request's lock whether the person approves as an admin or as the PI.
  right: "see",
  notDone: NOT_DONE,
  async run({ actor }, { id }, context) {
    const late = await decide({ requestId: id, verdict: "approved" }, actor, context);
    return late ? explainUndecided(NOT_DONE, late) : noReply;
  },
};
