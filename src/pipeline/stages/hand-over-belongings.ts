import { findAccountByUsername, findFormerOrAccount } from "../../db/accounts.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Leaving, Request } from "../../db/tables/requests.ts";
import { describeForOperator } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import { NewOwnerError } from "../../provisioners/belongings.ts";
import { NotYetError, type Provisioner } from "../../provisioners/provisioner.ts";
import { explainNewOwner } from "../leaving/explain-new-owner.ts";
import { toAdminChannel } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { describeRemovals, type Removal, removeFrom } from "../remove-from.ts";
import { done, notNeeded, type Outcome, type Stage, waitFor } from "../stage.ts";
import { askForOwner } from "./count-belongings.ts";

/** While it waits for a new owner, the other systems are tried again this often. */
const LOOK_AGAIN_MS = 15 * 60_000;

/**
 * Gives what moves to the new owner, in each system before the person is locked out there: on some, that would end the ownership.
 * Every other system locks them out at the same time, because it has nothing to wait for. What has failed is tried again.
 */
export const handOverBelongings = {
  name: "hand-over-belongings",
  changesOutside: true,
  async run(
    request: Request,
    deps: PipelineDeps,
    report: (removal: Removal) => void = () => undefined,
  ): Promise<Outcome> {
    const { db, now, provisioners, rules } = deps;
    const { leaving } = request.details;
    const moving = leaving ? provisioners.filter((system) => hasSomethingToMove(system, leaving)) : [];
    if (!leaving || moving.length === 0) return notNeeded("nothing moves to anyone");
    const account = await findFormerOrAccount(db, request.username ?? "");
    if (!account) throw new Failure(`The registry has no account ${request.username}`);
    if (!account.removedAt) return notNeeded(`${account.username} was resumed`);
    const newOwner =
      leaving.newOwner === undefined ? undefined : await findAccountByUsername(db, leaving.newOwner);

    const handedOver = Promise.all(moving.map((system) => handOverIn(system, account, newOwner)));
    const others = provisioners.filter((system) => !moving.includes(system));
    const removals: Removal[] = [];
    for await (const removal of removeFrom(others, account, db)) {
      removals.push(removal);
      report(removal);
    }
    const moved = await handedOver;
    for (const one of moved) report(one);

    const left = moved.filter((one) => one.left !== undefined);
    if (left.length === 0) return done(moved.map(({ text }) => text).join("; "));
    const what = describeRemovals([...removals, ...left]);
    const unowned = left.filter(({ error }) => error instanceof NewOwnerError);
    if (unowned.length > 0) {
      const missing = unowned.map(({ text }) => `${text}.`).join(" ");
      return waitFor("new-owner", "Waiting for an admin to choose a new owner", {
        until: new Date(now().getTime() + LOOK_AGAIN_MS),
        notifications:
          request.waitsFor === "new-owner"
            ? []
            : [toAdminChannel(request, rules.adminChannels, askForOwner(request, missing))],
      });
    }
    const errors = left.filter((one) => one.left === "failed").map(({ error }) => error);
    if (errors.length > 0) throw new Failure(what, { cause: new AggregateError(errors) });
    const waitsMs = left.map(({ error }) => (error instanceof NotYetError ? error.waitMs : LOOK_AGAIN_MS));
    return { kind: "busy", note: what, retryAt: new Date(now().getTime() + Math.min(...waitsMs)) };
  },
} as const satisfies Stage;

const hasSomethingToMove = ({ name, belongings: of }: Provisioner, { counted }: Leaving): boolean =>
  of?.handOver !== undefined &&
  counted.some(
    ({ system, belongings }) =>
      system === name && belongings.some(({ fate, count }) => fate === "moves" && count > 0),
  );

/** Never throws what the system says. */
async function handOverIn(
  provisioner: Provisioner,
  account: Account,
  newOwner: Account | undefined,
): Promise<Removal> {
  const { name: system, belongings } = provisioner;
  try {
    const problem = await explainNewOwner(provisioner, newOwner);
    if (problem !== undefined || !newOwner) throw new NewOwnerError(problem ?? "");
    return { system, text: `${system}: ${await belongings?.handOver?.(account, newOwner)}` };
  } catch (error) {
    if (error instanceof NewOwnerError)
      return { system, text: `${system}: ${error.message}`, left: "failed", error };
    const isBusy = error instanceof NotYetError;
    const text = `${system}: ${isBusy ? "" : "not handed over: "}${describeForOperator(error)}`;
    return { system, text, left: isBusy ? "busy" : "failed", error };
  }
}
