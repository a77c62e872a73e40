import type { Request } from "../../db/tables/requests.ts";
import { giveReason as recordReason } from "../../pipeline/give-reason.ts";
import { REQUEST_KINDS } from "../../pipeline/kinds/kinds.ts";
import { invalidFields, message, type RequestHandler, toEventActor } from "../handler.ts";

const NOT_DONE = "No reason was added";

/** Lets an admin say why someone was suspended, as often as there is more to say, also after the request has ended. */
export const giveReason: RequestHandler = {
  name: "give-reason",
  about: "request",
  right: "give-reason",
  notDone: NOT_DONE,
  async form(_, request) {
    const denial = whyNot(request);
    if (denial) return message(NOT_DONE, denial);
    return {
      action: "give-reason",
      request,
      title: "Add a reason",
      intro: [`Only admins see why ${request.username} was suspended. It becomes part of the history.`],
      fields: [{ name: "reason", label: "Reason", kind: "text", maxLength: 1000 }],
      submit: "Add",
    };
  },
  async run({ actor, values: { reason = "" } }, request, context) {
    const denial = whyNot(request);
    if (denial) return message(NOT_DONE, denial);
    if (reason.trim() === "") return invalidFields({ reason: "Type the reason." });
    await recordReason(request.id, reason.trim(), toEventActor(actor), context);
    return message(`The reason is in the history of request ${request.id}`);
  },
};

const whyNot = ({ id, kind }: Request): string | undefined =>
  REQUEST_KINDS[kind].stages.includes("suspend-access") ? undefined : `Request ${id} is no suspension.`;
