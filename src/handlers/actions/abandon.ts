import { type CommandDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { planRelease } from "../../pipeline/release-project.ts";
import { describeState } from "../../view/describe-state.ts";
import { message, noReply, type RequestHandler, toEventActor } from "../handler.ts";

const NOT_DONE = "Not abandoned";

/**
 * Ends a stuck request that can't be fixed. Everything already created for it is kept and listed in its history. The name of a new project
 * for which nothing was created is free again.
 */
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
  async run({ actor, values: { reason = "" } }, target, context) {
    const { id } = target;
    const planned = target.status === "stuck" ? await planRelease(target, context) : undefined;
    const changed = await changeRequest(id, context, async (request, tx): Promise<CommandDecision> => {
      if (request.status !== "stuck") return { denial: notStuck(id, describeState(request)) };
      // Someone may have retried it since, and it may have got further.
      if (planned && request.version !== target.version) return { denial: CHANGED };
      const command = { kind: "abandon", by: toEventActor(actor), reason, about: planned?.sentence } as const;
      return { command, ...(planned?.release ? { sideEffects: planned.release } : {}) };
    });
    if (changed.denial) return message(NOT_DONE, changed.denial);
    return planned ? message(`Request ${id} is given up`, planned.sentence) : noReply;
  },
};

const CHANGED = "It has changed a moment ago. Look at it again, and then decide.";
const notStuck = (id: number, state: string) => `Request ${id} isn't stuck. Its state: ${state}.`;
