import { clearFoundBefore, findFormerOrAccount } from "../../db/accounts.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import type { EventActor } from "../engine/changes.ts";
import { createPasswordRequest } from "../passwords/create-password-request.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { type Restoration, restoreEverywhere } from "../restore-everywhere.ts";
import { done, notNeeded, type Outcome, type Stage } from "../stage.ts";
import type { Workflows } from "../workflows.ts";
import { close } from "./close.ts";
import { handOver } from "./hand-over.ts";

const ACCT: EventActor = { id: "acct", name: "acct" };
/** The stages of the request that this one opens. No setting changes them, and the whole table would import this stage. */
const FOR_PASSWORDS = { password: [handOver, close] } as Partial<Workflows> as Workflows;

/**
 * Restores what a suspension or an offboarding took, in every system, and sends one link for a new password if the old one is gone.
 * What has failed is tried again with growing pauses.
 */
export const restoreAccess = {
  name: "restore-access",
  changesOutside: true,
  async run(
    request: Request,
    deps: PipelineDeps,
    report: (restoration: Restoration) => void = () => undefined,
  ): Promise<Outcome> {
    const { db } = deps;
    const account = await findFormerOrAccount(db, request.username ?? "");
    if (!account) throw new Failure(`The registry has no account ${request.username}`);
    if (account.removedAt) return notNeeded(`${account.username} was offboarded`);
    if (account.suspendedAt) return notNeeded(`${account.username} was suspended again`);
    const all: Restoration[] = [];
    const wasOffboarded = request.details.wasOffboarded === true;
    for await (const restoration of restoreEverywhere(account, { wasOffboarded }, deps)) {
      all.push(restoration);
      report(restoration);
    }
    if (all.some(({ needsPassword }) => needsPassword) && deps.passwords.length > 0) {
      const restoration = await sendLink(request, account, deps);
      all.push(restoration);
      report(restoration);
    }
    const failed = all.filter(({ error }) => error !== undefined);
    if (failed.length > 0)
      throw new Failure(sentences(failed), { cause: new AggregateError(failed.map(({ error }) => error)) });
    await clearFoundBefore(db, account.id);
    return done(sentences(all) || "no system is configured");
  },
} as const satisfies Stage;

/** One link is enough, also if a system failed and the stage runs again: the origin makes it one. */
async function sendLink({ id }: Request, account: Account, { db, now }: PipelineDeps): Promise<Restoration> {
  const { username, email } = account;
  const say = (what: string): Restoration => ({ system: "acct", text: what, needsPassword: false });
  if (email === null)
    return say(`no address of ${username} is known, so no link to set a new password can be sent`);
  const input = { origin: `resumption:${id}`, by: ACCT, pinHash: null, resumed: true };
  await createPasswordRequest(account, input, { db, now, workflows: FOR_PASSWORDS });
  return say(`A link to set a new password will be sent to ${email}.`);
}

const sentences = (all: readonly Restoration[]) => all.map(({ text }) => text).join("; ");
