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
      },
      tools,
    );
    return acted.objection
      ? say("Not withdrawn", acted.objection)
      : say(
          `Request ${requestId} is withdrawn`,
          "Nothing more happens with it. You may ask again at any time.",
        );
  },
};
