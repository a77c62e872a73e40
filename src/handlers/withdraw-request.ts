import { withdraw } from "../pipeline/withdraw.ts";
import { doerOf, type Handler, say } from "./handler.ts";
import { objectionTo } from "./policy.ts";
import { requestIdOf } from "./request-id.ts";

export const withdrawRequest: Handler = {
  name: "withdraw-request",
  command: {
    name: "withdraw",
    arguments: "<id>",
    help: "Take a request back, your own or, for admins, anybody's",
  },
  async run(call, tools) {
    const requestId = requestIdOf(call);
    const acted = await withdraw(
      requestId,
      {
        by: doerOf(call.actor),
        note: "",
        objection: (request) => objectionTo("withdraw", call.actor, request),
        help: tools.rules.site.helpAddress,
      },
      tools,
    );
    if (acted.kind === "done") {
      return say(
        `Request ${requestId} is withdrawn`,
        "Nothing more happens with it. You may ask again at any time.",
      );
    }
    const notice = { title: "Not withdrawn", lines: [acted.objection] };
    // The button that was pressed does nothing any more, unless it comes through a minute later.
    return { kind: "say", notice, replaces: acted.kind === "refused" };
  },
};
