import type { Form } from "../chat/form.ts";
import type { Request } from "../db/schema.ts";
import { decide, sayUndecided } from "./decide.ts";
import { type Handler, type Handling, say, shown } from "./handler.ts";
import { isPi, objectionTo } from "./policy.ts";
import { requestOf } from "./request-id.ts";
import { templatedText } from "./templated-text.ts";

export const deny: Handler = {
  name: "deny",
  opensForm: true,
  async run(call, tools) {
    const request = await requestOf(call, tools.db);
    const objection = objectionTo("see", call.actor, request);
    if (objection) return say("Not denied", objection);
    if (!call.values || call.filling) return { kind: "form", form: formFor(request, call.values, tools) };

    // An admin to whom the PI's decision has come decides in the PI's place.
    const inPlaceOfPi = request.stage === "await-pi" && !isPi(call.actor, request);
    const { reason = "" } = call.values;
    const late = await decide(
      { requestId: request.id, verdict: "denied", reason, inPlaceOfPi },
      call.actor,
      tools,
    );
    return late ? sayUndecided("Not denied", late) : shown;
  },
};

function formFor(request: Request, values: Record<string, string> | undefined, { rules }: Handling): Form {
  return {
    deed: "deny",
    request,
    title: `Deny request ${request.id}`,
    intro: ["The reason is sent to the person who asked."],
    fields: templatedText({ name: "reason", label: "Reason" }, rules.templates.deny, values),
    submit: "Deny",
  };
}
