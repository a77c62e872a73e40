import { type CommandDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { describeState } from "../../view/describe-state.ts";
import { message, noReply, type RequestHandler, toEventActor } from "../handler.ts";

const NOT_DONE = "Not abandoned";

/** Ends a stuck request that can't be fixed. Everything already created for it is kept and listed in its history. */
export const abandon: RequestHandler = {
  name: "abandon",
  about: "request",
  right: "abandon",
  notDone: NOT_DONE,
  async form(_, request) {
    if (request.status !== "stuck") return message(NOT_DONE, notStuck(request.id, describeState(request)));
    return {
      action: "abandon",
      request,
      title: `Give up on request ${request.id}`,
      intro: [
        request.problem ?? "",
        "This closes the request. Anything already created is kept and listed in its history. The requester will see your reason.",
      ],
      fields: [{ name: "reason", label: "Reason", kind: "text", maxLength: 1000 }],
      submit: "Give up",
    };
  },
  async run({ actor, values: { reason = "" } }, { id }, context) {
    const changed = await changeRequest(id, context, (request): CommandDecision => {
      if (request.status !== "stuck") return { denial: notStuck(id, describeState(request)) };
      return { command: { kind: "abandon", by: toEventActor(actor), reason } };
    });
    return changed.denial ? message(NOT_DONE, changed.denial) : noReply;
  },
};

const notStuck = (id: number, state: string) => `Request ${id} isn't stuck. Its state: ${state}.`;
