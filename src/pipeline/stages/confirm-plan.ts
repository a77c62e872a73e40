import type { Approval, Request } from "../../db/schema.ts";
import { toAdmins } from "../addressed.ts";
import { missingApproval } from "../checks/approvals.ts";
import { afterNamesake } from "../namesake.ts";
import { beyond, planOrNamesake } from "../plan.ts";
import { done, type Outcome, type Stage, waitForDryRun } from "../stage.ts";
import type { Tools } from "../tools.ts";

/** The last look before anything is made: is it still what was approved, and is it not there already. */
export const confirmPlan = {
  name: "confirm-plan",
  async run(request, tools): Promise<Outcome> {
    const byHand = await madeByHand(request, tools);
    if (byHand) return { kind: "satisfied", note: byHand };

    const missing = await missingApproval(request, tools);
    if (missing) return backTo(missing, request, tools);

    const planned = await planOrNamesake(request, tools);
    if ("namesake" in planned) return afterNamesake(request, planned.namesake, tools);
    const { plan } = planned;
    const more = request.decisions.admin ? beyond(request.plan, plan) : [];
    if (more.length > 0) {
      return {
        kind: "back",
        stage: "await-admin",
        note: `since it was approved the world has changed; it would now make, too: ${more.join("; ")}`,
        facts: { plan, decisions: { admin: null } },
        messages: [
          toAdmins(
            request,
            tools.rules.adminChannel,
            `It needs a second approval, because it would now also make: ${more.join("; ")}.`,
          ),
        ],
      };
    }
    if (tools.rules.dryRun) return waitForDryRun(tools.now(), `make: ${plan.join("; ")}`);
    return done("as approved");
  },
} as const satisfies Stage;

/** What the request needs has changed, or whom it names as the PI: the approval is asked for, or asked for again. */
function backTo(missing: Approval, request: Request, { rules }: Tools): Outcome {
  const admin = missing === "admin";
  return {
    kind: "back",
    stage: admin ? "await-admin" : "await-pi",
    note: `it lacks the approval of ${admin ? "an admin" : "the PI"}`,
    facts: admin ? { needsAdmin: true, decisions: { admin: null } } : {},
    messages: admin
      ? [
          toAdmins(
            request,
            rules.adminChannel,
            "It needs an admin's approval now, because its project or its PI has changed.",
          ),
        ]
      : [],
  };
}

/** Somebody made the account in the meantime, without us. */
async function madeByHand({ kind, email }: Request, { directory }: Tools): Promise<string | undefined> {
  const person = kind === "account" ? await directory?.findByEmail(email) : undefined;
  return person?.hasAccount ? `${email} has the account ${person.username} in ${directory?.name}` : undefined;
}
