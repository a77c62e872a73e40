import type { Request } from "../../db/schema.ts";
import type { Form } from "../../view/form.ts";
import { decide, explainUndecided } from "../decide.ts";
import { type Handler, type HandlerContext, message, noReply } from "../handler.ts";
import { denyReason, isPi } from "../policy.ts";
import { readRequest } from "../request-id.ts";
import { textWithReplies } from "../text-with-replies.ts";

export const deny: Handler = {
  name: "deny",
  opensForm: true,
  async run(interaction, context) {
    const request = await readRequest(interaction, context.db);
    const denial = denyReason("see", interaction.actor, request);
    if (denial) return message("Not denied", denial);
    if (!interaction.values || interaction.isPreview)
      return { kind: "form", form: formFor(request, interaction.values, context) };

    // An admin to whom the PI's decision has come decides in the PI's place.
    const inPlaceOfPi = request.waitsFor === "pi" && !isPi(interaction.actor, request);
    const { reason = "" } = interaction.values;
    const late = await decide(
      { requestId: request.id, verdict: "denied", reason, inPlaceOfPi },
      interaction.actor,
      context,
    );
    return late ? explainUndecided("Not denied", late) : noReply;
  },
};

function formFor(
  request: Request,
  values: Record<string, string> | undefined,
  { rules }: HandlerContext,
): Form {
  return {
    action: "deny",
    request,
    title: `Deny request ${request.id}`,
    intro: ["The reason is sent to the person who asked."],
    fields: textWithReplies({ name: "reason", label: "Reason" }, rules.replies.deny, values),
    submit: "Deny",
  };
}
