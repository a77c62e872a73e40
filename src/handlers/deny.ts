import { findRequest } from "../db/requests.ts";
import { decide } from "./decide.ts";
import { type Handler, say, shown } from "./handler.ts";
import { objectionTo } from "./policy.ts";
import { requestIdOf } from "./request-id.ts";

export const deny: Handler = {
  name: "deny",
  async run(call, tools) {
    const requestId = requestIdOf(call);
    const request = await findRequest(tools.db, requestId);
    const objection = request && objectionTo("see", call.actor, request);
    if (objection) return say("Not denied", objection);

    const reason = call.values?.reason;
    if (reason === undefined) {
      return {
        kind: "form",
        form: {
          deed: "deny",
          requestId,
          title: `Deny request ${requestId}`,
          intro: "The reason is sent to the person who asked.",
          fields: [{ name: "reason", label: "Reason", kind: "text", maxLength: 1000 }],
          submit: "Deny",
        },
      };
    }
    // Whoever may see the request as admin while the PI cannot be asked decides in the PI's place.
    const inPlaceOfPi = request?.stage === "await-pi" && request.piUser !== call.actor.user;
    const late = await decide({ requestId, verdict: "denied", reason, inPlaceOfPi }, call.actor, tools);
    return late ? say("Not denied", late) : shown;
  },
};
