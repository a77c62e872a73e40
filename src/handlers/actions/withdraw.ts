import { withdraw } from "../../pipeline/withdraw.ts";
import { type Handler, message, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequestId } from "../request-id.ts";

export const withdrawRequest: Handler = {
  name: "withdraw",
  command: {
    name: "withdraw",
    arguments: "<id>",
    help: "Take a request back, your own or, for admins, anybody's",
  },
  async run(interaction, context) {
    const requestId = readRequestId(interaction);
    const acted = await withdraw(
      requestId,
      {
        by: toEventActor(interaction.actor),
        note: "",
        denial: (request) => denyReason("withdraw", interaction.actor, request),
        help: context.rules.site.helpAddress,
      },
      context,
    );
    if (acted.kind === "done") {
      return message(
        `Request ${requestId} is withdrawn`,
        "Nothing more happens with it. You may ask again at any time.",
      );
    }
    const notice = { title: "Not withdrawn", lines: [acted.denial] };
    // The button that was pressed does nothing any more, unless it comes through a minute later.
    return { kind: "say", notice, replaces: acted.kind === "refused" };
  },
};
