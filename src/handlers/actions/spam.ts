import { decide, explainUndecided, explainWhyUndecided, rightToDecide } from "../decide.ts";
import { versionShown } from "../deny-outdated.ts";
import { noReply, type RequestHandler } from "../handler.ts";

const NOT_DONE = "Not marked as spam";

export const spam: RequestHandler = {
  name: "spam",
  about: "request",
  right: (request, _, { workflows }) => rightToDecide(request, workflows),
  notDone: NOT_DONE,
  denied: (denial, actor, request) =>
    explainUndecided(NOT_DONE, explainWhyUndecided({ verdict: "spam" }, actor, request, denial)),
  async run(interaction, { id }, context) {
    const shownVersion = versionShown(interaction);
    const late = await decide({ requestId: id, verdict: "spam", shownVersion }, interaction.actor, context);
    return late ? explainUndecided(NOT_DONE, late) : noReply;
  },
};
