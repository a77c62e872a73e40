import type { Request } from "../../db/tables/requests.ts";
import { type CommandDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { invalidFields, message, type RequestHandler, toEventActor } from "../handler.ts";

const NOT_DONE = "Not rejected";

/** Lets an admin reject a pending account, which deletes it in GitLab. The username has to be typed, because nothing brings it back. */
export const rejectInGitLab: RequestHandler = {
  name: "reject-in-gitlab",
  about: "request",
  right: "decide-as-admin",
  notDone: NOT_DONE,
  async form(_, request) {
    const { username = "" } = request.details.gitlab ?? {};
    return {
      action: "reject-in-gitlab",
      request,
      title: "Delete the account",
      intro: [
        `GitLab permanently deletes the account @${username} and emails the person that it was rejected. To leave the account pending, choose Deny instead.`,
      ],
      fields: [{ name: "confirm", label: `Type ${username} to confirm`, kind: "line", maxLength: 255 }],
      submit: "Delete",
    };
  },
  async run({ actor, values }, request, context) {
    const { username = "" } = request.details.gitlab ?? {};
    if (values.confirm?.trim().replace(/^@/, "").toLowerCase() !== username.toLowerCase())
      return invalidFields({ confirm: `Type ${username} to confirm.` });
    const changed = await changeRequest(request.id, context, (current): CommandDecision => {
      const denial = whyNot(current);
      return denial ? { denial } : { command: { kind: "reject-in-gitlab", by: toEventActor(actor) } };
    });
    return changed.denial
      ? message(NOT_DONE, changed.denial)
      : message(
          `Request ${request.id} is rejected`,
          `GitLab is deleting @${username}. The card says when it is done.`,
        );
  },
};

function whyNot({ id, details, waitsFor }: Request): string | undefined {
  if (!details.gitlab) return `Request ${id} isn't about an account in GitLab.`;
  return waitsFor === "admin" ? undefined : `Request ${id} doesn't wait for an admin anymore.`;
}
