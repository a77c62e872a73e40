import { findFormerOrAccount } from "../../db/accounts.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { toAdminChannel } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { describeRemovals, type Removal, removeFrom } from "../remove-from.ts";
import { done, notNeeded, type Outcome, type Stage } from "../stage.ts";

/** While something else has to end first, or an admin has to remove something, it looks again this often. */
const LOOK_AGAIN_MS = 15 * 60_000;

/**
 * Removes a person's access in every system. What has failed is tried again with growing pauses. Running jobs and what acct
 * didn't create are no failures: the stage says what is left and looks again, until nothing is.
 */
export const removeAccess = {
  name: "remove-access",
  changesOutside: true,
  async run(
    request: Request,
    deps: PipelineDeps,
    report: (removal: Removal) => void = () => undefined,
  ): Promise<Outcome> {
    const account = await findFormerOrAccount(deps.db, request.username ?? "");
    if (!account) throw new Failure(`The registry has no account ${request.username}`);
    if (!account.removedAt) return notNeeded(`${account.username} was resumed`);
    const all: Removal[] = [];
    for await (const removal of removeFrom(deps.provisioners, account, deps.db)) {
      all.push(removal);
      report(removal);
    }
    const left = all.filter((one) => one.left !== undefined);
    if (left.length === 0) return done(sentences(all) || "no system is configured");
    const errors = left.filter((one) => one.left === "failed").map(({ error }) => error);
    if (errors.length > 0) throw new Failure(describeRemovals(all), { cause: new AggregateError(errors) });
    const foreign = left.filter((one) => one.left === "foreign");
    return {
      kind: "busy",
      note: describeRemovals(all),
      retryAt: new Date(deps.now().getTime() + LOOK_AGAIN_MS),
      notifications: foreign.length === 0 ? [] : [tellAdmins(request, foreign, deps)],
    };
  },
} as const satisfies Stage;

function tellAdmins(request: Request, foreign: readonly Removal[], { rules }: PipelineDeps) {
  const why = `${request.username} still has access that acct didn't give. Remove it there; acct looks again by itself. ${sentences(foreign)}`;
  return toAdminChannel(request, rules.adminChannels, why);
}

const sentences = (all: readonly Removal[]) => all.map(({ text }) => text).join("; ");
