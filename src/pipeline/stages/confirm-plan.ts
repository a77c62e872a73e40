import type { Approval } from "../../db/names.ts";
import type { Request } from "../../db/schema.ts";
import { missingApproval } from "../checks/approvals.ts";
import { afterNamesake } from "../checks/name-conflict.ts";
import { toAdminChannelOnce } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { planOrNamesake, unapprovedChanges } from "../plan.ts";
import { done, type Outcome, type Stage, waitForDryRun } from "../stage.ts";

const LATER_ONES =
  "Requests that come back for the same reason later today are not announced. /acct list waiting shows what waits.";

/** The last look before anything is made: is it still what was approved, and is it not there already. */
export const confirmPlan = {
  name: "confirm-plan",
  async run(request, deps): Promise<Outcome> {
    const byHand = await madeByHand(request, deps);
    if (byHand) return { kind: "fulfilled", note: byHand };

    const missing = await missingApproval(request, deps);
    if (missing) return backTo(missing, request, deps);

    const planned = await planOrNamesake(request, deps);
    if ("namesake" in planned) return afterNamesake(request, planned.namesake, deps);
    const { plan } = planned;
    const more = request.decisions.admin ? unapprovedChanges(request.plan, plan) : [];
    if (more.length > 0) {
      return {
        kind: "rewind",
        stage: "await-admin",
        note: `since it was approved the world has changed; it would now make, too: ${more.join("; ")}`,
        facts: { plan, decisions: { admin: null } },
        notifications: [
          toAdminChannelOnce(request, {
            channel: deps.rules.adminChannel,
            // Which of the systems has changed; what it would make is otherwise for each request.
            cause: `more ${[...new Set(more.map(systemOf))].toSorted().join()}`,
            why: `It needs a second approval, because it would now also make: ${more.join("; ")}. ${LATER_ONES}`,
            now: deps.now(),
          }),
        ],
      };
    }
    if (deps.rules.dryRun) return waitForDryRun(deps.now(), `make: ${plan.join("; ")}`);
    return done("as approved");
  },
} as const satisfies Stage;

const systemOf = (change: string) => change.split(":")[0];

/** What the request needs has changed, or whom it names as the PI: the approval is asked for, or asked for again. */
function backTo(missing: Approval, request: Request, { rules, now }: PipelineDeps): Outcome {
  const admin = missing === "admin";
  return {
    kind: "rewind",
    stage: admin ? "await-admin" : "await-pi",
    note: `it lacks the approval of ${admin ? "an admin" : "the PI"}`,
    facts: admin ? { needsAdmin: true, decisions: { admin: null } } : {},
    notifications: admin
      ? [
          toAdminChannelOnce(request, {
            channel: rules.adminChannel,
            cause: "approval missing",
            why: `It needs an admin's approval now, because its project or its PI has changed. ${LATER_ONES}`,
            now: now(),
          }),
        ]
      : [],
  };
}

/** Somebody made the account in the meantime, without us. */
async function madeByHand(
  { kind, email }: Request,
  { directory }: PipelineDeps,
): Promise<string | undefined> {
  const person = kind === "account" ? await directory?.findByEmail(email) : undefined;
  return person?.hasAccount ? `${email} has the account ${person.username} in ${directory?.name}` : undefined;
}
