import { type ActionDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { describeState } from "../../view/describe-state.ts";
import { type Handler, message, noReply, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequest } from "../request-id.ts";

/** Ends a stuck request that nobody can mend. What was made for it stays, and its history says what that is. */
export const abandon: Handler = {
  name: "abandon",
  opensForm: true,
  async run(interaction, context) {
    const denial = denyReason("abandon", interaction.actor);
    if (denial) return message("Not given up", denial);
    const request = await readRequest(interaction, context.db);
    const requestId = request.id;
    if (request.status !== "stuck")
      return message("Not given up", notStuck(requestId, describeState(request)));
    if (!interaction.values) {
      return {
        kind: "form",
        form: {
          action: "abandon",
          request,
          title: `Give up request ${requestId}`,
          intro: [
            request.problem ?? "",
            "The request ends. What was made for it already stays; its history says what that is. The reason is sent to the person who asked.",
          ],
          fields: [{ name: "reason", label: "Reason", kind: "text", maxLength: 1000 }],
          submit: "Give up",
        },
      };
    }
    const { reason = "" } = interaction.values;
    const acted = await changeRequest(requestId, context, (now): ActionDecision => {
      if (now.status !== "stuck") return { denial: notStuck(requestId, describeState(now)) };
      return { action: { kind: "abandon", by: toEventActor(interaction.actor), reason } };
    });
    return acted.denial ? message("Not given up", acted.denial) : noReply;
  },
};

const notStuck = (id: number, state: string) => `Request ${id} is not stuck: ${state}.`;
