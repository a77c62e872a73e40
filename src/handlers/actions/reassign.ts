import type { Actor } from "../../chat/chat.ts";
import { findRequest } from "../../db/requests.ts";
import { type CommandDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import type { Line } from "../../view/notice.ts";
import { denyTwoPeople } from "../deny-two-people.ts";
import {
  type HandlerContext,
  invalidFields,
  message,
  type RequestHandler,
  toEventActor,
  UserError,
} from "../handler.ts";
import { denyReason } from "../policy.ts";
import { resolvePi } from "../resolve-pi.ts";
import { changePiTo, personFieldOf, personFields, personFromForm } from "./change-pi.ts";

const NOT_DONE = "Not reassigned";

export const reassign: RequestHandler = {
  name: "reassign",
  about: "request",
  right: "decide-as-pi",
  notDone: NOT_DONE,
  async form(_, request, { chat }) {
    return {
      action: "reassign",
      request,
      title: "Not mine",
      intro: ["Who should decide? If you're not sure, leave this blank and the admins will find out."],
      fields: personFields(chat),
      submit: "Reassign",
    };
  },
  async run({ actor, values }, { id }, context) {
    const two = await denyTwoPeople(values, context);
    if (two) return invalidFields({ mail: two });
    try {
      const late = await reassignTo(id, personFromForm(values), actor, context);
      return late
        ? message(NOT_DONE, late)
        : message("Thank you", "You won't be asked about this request again.");
    } catch (error) {
      if (error instanceof UserError) return invalidFields({ [personFieldOf(values)]: error.message });
      throw error;
    }
  },
};

/**
 * Passes on a request that isn't this PI's to decide: to the person they name, or back to the admins. Returns the reason if
 * that failed, for example because it is too late, and undefined otherwise. Throws a `UserError` if the named person can't
 * decide.
 */
export async function reassignTo(
  requestId: number,
  named: string,
  actor: Actor,
  context: Pick<HandlerContext, "db" | "workflows" | "now" | "chat" | "rules">,
): Promise<Line | undefined> {
  if (named) {
    const request = await findRequest(context.db, requestId);
    if (!request) return `Request ${requestId} not found.`;
    return changePiTo(requestId, await resolvePi(named, request, context), "not mine", actor, context);
  }
  const changed = await changeRequest(requestId, context, (request): CommandDecision => {
    const denial = denyReason("decide-as-pi", actor, request);
    if (denial) return { denial };
    if (request.waitsFor !== "pi") return { denial: `Request ${requestId} no longer waits for a PI.` };
    return { command: { kind: "reassign", by: toEventActor(actor), channel: context.rules.adminChannels } };
  });
  return changed.denial;
}
