import { findFormerOrAccount } from "../../db/accounts.ts";
import type { Leaving, Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { missingApproval } from "../checks/approvals.ts";
import { staleApprovals, validApprovals } from "../checks/required-approvals.ts";
import { endAccess } from "../end-access.ts";
import { countEverywhere } from "../leaving/count-everywhere.ts";
import { whatHasGrown } from "../leaving/what-has-grown.ts";
import { toAdminChannel } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, type Outcome, type Stage, waitForDryRun } from "../stage.ts";

const NOTHING_COUNTED: Leaving = { projects: [], counted: [] };

/**
 * The last check before anything is removed: what was approved is what is done. If more would be lost, if an account is another one by
 * now, or if a system can't say, nothing is removed, and the admins get fresh counts. Otherwise, the account is closed in the registry
 * together with the end of this stage. From then on, what fails is retried.
 */
export const confirmLeaving = {
  name: "confirm-leaving",
  async run(request, deps): Promise<Outcome> {
    const { db, now, rules } = deps;
    const account = await findFormerOrAccount(db, request.username ?? "");
    if (!account || account.erasedAt)
      throw new Failure(`The registry has no account ${request.username}`, { lasts: true });
    const approved = request.details.leaving ?? NOTHING_COUNTED;
    const leaving = await countEverywhere(account, approved.newOwner, deps);
    const grown = whatHasGrown(approved, leaving);
    if (grown.length > 0) return lookAgain(request, grown, deps);
    const asNow = { ...request, details: { ...request.details, leaving } };
    if (await missingApproval(asNow, deps)) return askAgain(request, deps);
    if (rules.dryRun) return waitForDryRun(now(), `close the account ${account.username}`);
    const decision = validApprovals(request).at(-1);
    if (!decision) throw new Failure(`No one has approved request ${request.id}`, { lasts: true });
    return done(`as approved; the account ${account.username} is closed`, {
      facts: { details: { leaving: { ...approved, isClosed: true } } },
      async alongside(tx, workflows) {
        await endAccess(account, { id: decision.by, name: decision.byName }, { db: tx, workflows, now });
      },
    });
  },
} as const satisfies Stage;

function lookAgain(request: Request, grown: readonly string[], { rules }: PipelineDeps): Outcome {
  const found = grown.join("; ");
  return {
    kind: "rewind",
    stage: "count-belongings",
    note: `Not as approved, so nothing was removed: ${found}`,
    approvals: { superseded: request.approvals.map(({ seq }) => seq) },
    notifications: [
      toAdminChannel(
        request,
        rules.adminChannels,
        `Nothing was removed, and it needs a new decision, because it isn't as approved: ${found}.`,
      ),
    ],
  };
}

/** The settings or the person's projects have changed, so more people have to approve. */
function askAgain(request: Request, { rules }: PipelineDeps): Outcome {
  const why = "It needs another approval.";
  return {
    kind: "rewind",
    stage: "count-belongings",
    note: why,
    approvals: { superseded: staleApprovals(request) },
    notifications: [toAdminChannel(request, rules.adminChannels, why)],
  };
}
