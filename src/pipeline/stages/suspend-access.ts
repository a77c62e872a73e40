import { findFormerOrAccount } from "../../db/accounts.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import type { Removal } from "../remove-from.ts";
import { done, notNeeded, type Outcome, type Stage } from "../stage.ts";
import { suspendEverywhere } from "../suspend-everywhere.ts";

/** Locks a person out of every system, at once in each one that answers. What has failed is tried again with growing pauses. */
export const suspendAccess = {
  name: "suspend-access",
  changesOutside: true,
  async run(
    request: Request,
    deps: PipelineDeps,
    report: (removal: Removal) => void = () => undefined,
  ): Promise<Outcome> {
    const account = await findFormerOrAccount(deps.db, request.username ?? "");
    if (!account) throw new Failure(`The registry has no account ${request.username}`);
    if (account.removedAt) return notNeeded(`${account.username} was offboarded`);
    if (!account.suspendedAt) return notNeeded(`${account.username} was resumed`);
    const all = await suspendEverywhere(account, deps, report);
    const left = all.filter((one) => one.left !== undefined);
    if (left.length === 0) return done(sentences(all) || "no system is configured");
    const cause = new AggregateError(left.map(({ error }) => error));
    throw new Failure(sentences(left), { cause });
  },
} as const satisfies Stage;

const sentences = (all: readonly Removal[]) => all.map(({ text }) => text).join("; ");
