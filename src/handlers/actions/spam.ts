import { decide, explainUndecided } from "../decide.ts";
import { type Handler, noReply } from "../handler.ts";
import { readRequestId } from "../request-id.ts";

export const spam: Handler = {
  name: "spam",
  async run(interaction, context) {
    const late = await decide(
      { requestId: readRequestId(interaction), verdict: "spam" },
      interaction.actor,
      context,
    );
    return late ? explainUndecided("Not marked as spam", late) : noReply;
  },
};
