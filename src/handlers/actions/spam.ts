import { decide, explainUndecided } from "../decide.ts";
import { noReply, type RequestHandler } from "../handler.ts";

const NOT_DONE = "Not marked as spam";

export const spam: RequestHandler = {
  name: "spam",
  about: "request",
  // `decide` checks under the request's lock whether the person may decide.
  right: "see",
  notDone: NOT_DONE,
  async run({ actor }, { id }, context) {
    const late = await decide({ requestId: id, verdict: "spam" }, actor, context);
    return late ? explainUndecided(NOT_DONE, late) : noReply;
  },
};
