import { decide, sayUndecided } from "./decide.ts";
import { type Handler, say, shown } from "./handler.ts";
import { objectionTo, objectionToSecondApproval } from "./policy.ts";
import { requestIdOf, requestOf } from "./request-id.ts";

export const approveInPlace: Handler = {
  name: "approve-in-place",
  opensForm: true,
  async run(call, tools) {
    const requestId = requestIdOf(call);
    const reason = call.values?.reason;
    if (reason === undefined) {
      const request = await requestOf(call, tools.db);
      const objection = objectionTo("decide-in-place-of-pi", call.actor, request);
      const second = tools.rules.approvals.distinctPeople
        ? objectionToSecondApproval(call.actor, request, "pi")
        : undefined;
      if (objection || second) return say("Not approved", objection ?? second ?? "");
      return {
        kind: "form",
        form: {
          deed: "approve-in-place",
          request,
          title: `Approve request ${requestId}`,
          intro: [
            `${request.piName ?? request.piEmail ?? "The PI"} ${request.piUser ? "has not answered" : "cannot be asked in the chat"}. You decide in their place; your reason is recorded.`,
          ],
          fields: [
            { name: "reason", label: "How you know that this is right", kind: "text", maxLength: 1000 },
          ],
          submit: "Approve",
        },
      };
    }
    const late = await decide(
      { requestId, verdict: "approved", reason, inPlaceOfPi: true },
      call.actor,
      tools,
    );
    return late ? sayUndecided("Not approved", late) : shown;
  },
};
