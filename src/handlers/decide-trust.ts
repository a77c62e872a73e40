import { findAccountByUsername } from "../db/accounts.ts";
import type { TrustDecision } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";
import { type CommandDecision, changeRequest } from "../pipeline/engine/change-request.ts";
import { defaultNewOwner } from "../pipeline/leaving/default-new-owner.ts";
import { openOffboarding } from "../pipeline/open-offboarding.ts";
import { openSuspension } from "../pipeline/open-suspension.ts";
import { surfaceOf } from "./build-approval.ts";
import { type HandlerContext, message, noReply, type RequestHandler, toEventActor } from "./handler.ts";
import { ownAccount } from "./own-account.ts";

const NOT_DONE = "Nothing changed";

/**
 * The action with which an admin decides about an account whose evidence is gone. An account of the registry is suspended or
 * offboarded in the same transaction, and one in GitLab is blocked by the stage.
 */
export function decideTrust(name: RequestHandler["name"], decision: TrustDecision): RequestHandler {
  return {
    name,
    about: "request",
    right: "decide-as-admin",
    notDone: NOT_DONE,
    async run({ actor }, request, context) {
      const account = await findAccount(request, context);
      const own = account && (await ownAccount(actor, context));
      if (own && [own.account?.id, own.unlinked?.id].includes(account.id))
        return message(NOT_DONE, "This is your own account. Ask another admin to decide.");
      const by = toEventActor(actor);
      const newOwner = account && (await defaultNewOwner(account, context));
      const changed = await changeRequest(request.id, context, (current): CommandDecision => {
        const denial = whyNot(current);
        if (denial) return { denial };
        const command = { kind: "decide-trust", by, decision } as const;
        if (decision === "keep" || !account) return { command };
        if (context.rules.dryRun) return { denial: "This is a dry run, so no access is removed." };
        return {
          command,
          async sideEffects(db) {
            const input = { origin: `trust:${current.id}`, by };
            if (decision === "suspend")
              return void (await openSuspension(account, input, { ...context, db }));
            // The admin decides here that the person leaves, so that approval counts.
            const approval = { surface: surfaceOf(actor), email: actor.email };
            await openOffboarding(account, { ...input, newOwner, approval }, { ...context, db });
          },
        };
      });
      return changed.denial ? message(NOT_DONE, changed.denial) : noReply;
    },
  };
}

/** The account in the registry that is reviewed. Undefined if it is one in GitLab, or offboarded. */
async function findAccount({ details, username }: Request, { db }: HandlerContext) {
  if (!details.review || details.review.gitlab || username === null) return undefined;
  return findAccountByUsername(db, username);
}

function whyNot({ id, details: { review }, waitsFor }: Request): string | undefined {
  if (!review) return `Request ${id} isn't a review of trust.`;
  if (review.decision) return `${review.by} has already decided on request ${id}.`;
  return waitsFor === "admin" ? undefined : `Request ${id} doesn't wait for an admin anymore.`;
}
