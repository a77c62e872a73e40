import { sendAgain as sendLost } from "../../pipeline/send-again.ts";
import { message, type RequestHandler, toEventActor } from "../handler.ts";

/** Sends the messages about a request again that could not be delivered. */
export const sendAgain: RequestHandler = {
  name: "send-again",
  about: "request",
  right: "send-again",
  notDone: "Nothing sent",
  command: { name: "send-again", arguments: "<id>", help: "Send undelivered messages about a request again" },
  async run({ actor }, { id }, context) {
    const changed = await sendLost(id, toEventActor(actor), context);
    return changed.denial
      ? message("Nothing sent", changed.denial)
      : message(`Sending the undelivered messages about request ${id} again`);
  },
};
