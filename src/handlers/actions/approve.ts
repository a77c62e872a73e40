import { decide, explainUndecided } from "../decide.ts";
import { type Handler, noReply } from "../handler.ts";
import { readRequestId } from "../request-id.ts";

export const approve: Handler = {
  name: "approve",
  async run(interaction, context) {
    const late = await decide(
      { requestId: readRequestId(interaction), verdict: "approved" },
      interaction.actor,
      context,
    );
    return late ? explainUndecided("Not approved", late) : noReply;
  },
};
