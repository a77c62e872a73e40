import { findFormerOrAccount } from "../../db/accounts.ts";
import { hasEnded, type Request } from "../../db/tables/requests.ts";
import { type CommandDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { REQUEST_KINDS } from "../../pipeline/kinds/kinds.ts";
import { describeState } from "../../view/describe-state.ts";
import { invalidFields, message, noReply, type RequestHandler, toEventActor } from "../handler.ts";
import { newOwnerFields, readNewOwner } from "../new-owner-fields.ts";

const NOT_DONE = "No new owner chosen";

/** Lets an admin choose who takes over what someone leaves behind. It is counted again then, and needs another approval. */
export const chooseOwner: RequestHandler = {
  name: "choose-owner",
  about: "request",
  right: "offboard",
  notDone: NOT_DONE,
  async form(_, request, context) {
    const account = await findFormerOrAccount(context.db, request.username ?? "");
    const denial = whyNot(request);
    if (denial || !account) return message(NOT_DONE, denial ?? `There's no account ${request.username}.`);
    return {
      action: "choose-owner",
      request,
      title: `New owner for request ${request.id}`,
      intro: [
        `What ${request.username} owns goes to this person, as far as it can move. acct counts again, and the request needs another approval.`,
      ],
      fields: await newOwnerFields(account, request.details.leaving?.newOwner, context),
      submit: "Choose",
    };
  },
  async run({ actor, values }, request, context) {
    const account = await findFormerOrAccount(context.db, request.username ?? "");
    if (!account) return message(NOT_DONE, `There's no account ${request.username}.`);
    const chosen = await readNewOwner(values, account, context);
    if ("why" in chosen) return invalidFields({ [chosen.field]: chosen.why });
    const { newOwner } = chosen;
    if (newOwner === undefined) return invalidFields({ otherOwner: "Choose someone who takes over." });
    const changed = await changeRequest(request.id, context, (current): CommandDecision => {
      const denial = whyNot(current);
      if (denial) return { denial };
      return { command: { kind: "choose-owner", by: toEventActor(actor), newOwner } };
    });
    return changed.denial ? message(NOT_DONE, changed.denial) : noReply;
  },
};

/** While a process works on the request, it may be moving things to the owner who was approved. */
function whyNot(request: Request): string | undefined {
  const { id, kind, stage, leaseToken } = request;
  if (!REQUEST_KINDS[kind].endsAccess) return `Request ${id} isn't about someone who leaves.`;
  if (hasEnded(request)) return `Request ${id} has ended: ${describeState(request)}.`;
  if (stage === "remove-access") return `Everything in request ${id} has been handed over already.`;
  return leaseToken === null
    ? undefined
    : `acct is working on request ${id} right now. Try again in a minute.`;
}
