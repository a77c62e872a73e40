import { withdraw as withdrawRequest } from "../../pipeline/withdraw.ts";
import { KIND_VIEWS } from "../../view/kinds/kinds.ts";
import { message, type RequestHandler, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { replyToAnswer } from "../reply-to-answer.ts";

const NOT_DONE = "Not withdrawn";

export const withdraw: RequestHandler = {
  name: "withdraw",
  about: "request",
  right: "withdraw",
  notDone: NOT_DONE,
  command: { name: "withdraw", arguments: "<id>", help: "Withdraw a request (admins: anyone's)" },
  async run({ actor }, target, context) {
    const { id, kind } = target;
    const help = context.rules.site.helpAddress;
    const changed = await withdrawRequest(
      id,
      {
        by: toEventActor(actor),
        note: "",
        denial: (request) => denyReason("withdraw", actor, request),
        help,
      },
      context,
    );
    const stays = changed.kind === "done" ? KIND_VIEWS[kind].whenUndone : undefined;
    // The button that undoes it has nothing left to undo.
    if (stays) return replyToAnswer(message("Undone", stays(target)));
    if (changed.kind === "done")
      return message(`Request ${id} is withdrawn`, "You can submit a new one at any time.");
    const notice = { title: NOT_DONE, lines: [changed.denial] };
    // A refused withdrawal can't succeed later, so this notice replaces the message with the button. Any other failure may be
    // temporary, so the button stays.
    return { kind: "message", notice, replaces: changed.kind === "refused" };
  },
};
