import type { Approval, Request } from "../../db/schema.ts";
import { toAdminsOnce } from "../addressed.ts";
import { missingApproval } from "../checks/approvals.ts";
import { afterNamesake } from "../namesake.ts";
import { beyond, planOrNamesake } from "../plan.ts";
import { done, type Outcome, type Stage, waitForDryRun } from "../stage.ts";
import type { Tools } from "../tools.ts";

const LATER_ONES =
  "Requests that come back for the same reason later today are not announced. /acct list waiting shows what waits.";

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
          toAdminsOnce(request, {
            channel: tools.rules.adminChannel,
            // Which of the systems has changed; what it would make is otherwise for each request.
            cause: `more ${[...new Set(more.map(systemOf))].toSorted().join()}`,
            why: `It needs a second approval, because it would now also make: ${more.join("; ")}. ${LATER_ONES}`,
            now: tools.now(),
          }),
        ],
      };
    }
    if (tools.rules.dryRun) return waitForDryRun(tools.now(), `make: ${plan.join("; ")}`);
    return done("as approved");
  },
} as const satisfies Stage;

const systemOf = (change: string) => change.split(":")[0];

/** What the request needs has changed, or whom it names as the PI: the approval is asked for, or asked for again. */
function backTo(missing: Approval, request: Request, { rules, now }: Tools): Outcome {
  const admin = missing === "admin";
  return {
    kind: "back",
    stage: admin ? "await-admin" : "await-pi",
    note: `it lacks the approval of ${admin ? "an admin" : "the PI"}`,
    facts: admin ? { needsAdmin: true, decisions: { admin: null } } : {},
    messages: admin
      ? [
          toAdminsOnce(request, {
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
async function madeByHand({ kind, email }: Request, { directory }: Tools): Promise<string | undefined> {
  const person = kind === "account" ? await directory?.findByEmail(email) : undefined;
  return person?.hasAccount ? `${email} has the account ${person.username} in ${directory?.name}` : undefined;
}
