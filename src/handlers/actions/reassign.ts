import type { Actor } from "../../chat/chat.ts";
import { findRequest } from "../../db/requests.ts";
import { type ActionDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import type { Line } from "../../view/notice.ts";
import {
  type Handler,
  type HandlerContext,
  invalidFields,
  message,
  toEventActor,
  UserError,
} from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequest } from "../request-id.ts";
import { resolvePi } from "../resolve-pi.ts";
import { changePiTo, PERSON_FIELDS, personFromForm } from "./change-pi.ts";

export const reassign: Handler = {
  name: "reassign",
  opensForm: true,
  async run(interaction, context) {
    const request = await readRequest(interaction, context.db);
    const requestId = request.id;
    const denial = denyReason("decide-as-pi", interaction.actor, request);
    if (denial) return message("Not changed", denial);
    if (!interaction.values) {
      return {
        kind: "form",
        form: {
          action: "reassign",
          request,
          title: "Not mine",
          intro: ["Who can decide on it? If you do not know, leave it empty: the admins see to it."],
          fields: PERSON_FIELDS,
          submit: "Hand it on",
        },
      };
    }
    try {
      const late = await reassignTo(
        requestId,
        personFromForm(interaction.values),
        interaction.actor,
        context,
      );
      return late ? message("Not changed", late) : message("Thank you", "You hear no more of it.");
    } catch (error) {
      if (error instanceof UserError) return invalidFields({ person: error.message });
      throw error;
    }
  },
};

/**
 * The PI says that a request is not theirs and, if they know, whose it is. Returns why that came too late, or undefined.
 * Throws a `UserError` when the one they name cannot decide.
 */
export async function reassignTo(
  requestId: number,
  named: string,
  actor: Actor,
  context: Pick<HandlerContext, "db" | "workflows" | "now" | "chat" | "rules">,
): Promise<Line | undefined> {
  if (named) {
    const request = await findRequest(context.db, requestId);
    if (!request) return `There is no request ${requestId}.`;
    return changePiTo(requestId, await resolvePi(named, request, context), "not mine", actor, context);
  }
  const acted = await changeRequest(requestId, context, (request): ActionDecision => {
    const denial = denyReason("decide-as-pi", actor, request);
    if (denial) return { denial };
    if (request.waitsFor !== "pi") {
      return { denial: `Request ${requestId} waits for no PI any more.` };
    }
    return { action: { kind: "reassign", by: toEventActor(actor), channel: context.rules.adminChannel } };
  });
  return acted.denial;
}
