import { decide, explainUndecided, explainWhyUndecided, rightToDecide } from "../decide.ts";
import { versionShown } from "../deny-outdated.ts";
import { noReply, type RequestHandler } from "../handler.ts";

const NOT_DONE = "Not approved";

export const approve: RequestHandler = {
  name: "approve",
  about: "request",
  right: (request, _, { workflows }) => rightToDecide(request, workflows),
  notDone: NOT_DONE,
  denied: (denial, actor, request) =>
    explainUndecided(NOT_DONE, explainWhyUndecided({ verdict: "approved" }, actor, request, denial)),
  async run(interaction, { id }, context) {
    const shownVersion = versionShown(interaction);
    const late = await decide(
      { requestId: id, verdict: "approved", shownVersion },
      interaction.actor,
      context,
    );
    return late ? explainUndecided(NOT_DONE, late) : noReply;
  },
};
