import { findAccountByUsername } from "../../db/accounts.ts";
import { listAccountProjects } from "../../db/projects.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Project } from "../../db/tables/projects.ts";
import type { CountedSystem, Leaving } from "../../db/tables/requests.ts";
import { describeForOperator } from "../../failure/describe-failure.ts";
import type { Provisioner } from "../../provisioners/provisioner.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { countInAcct } from "./count-in-acct.ts";
import { explainNewOwner } from "./explain-new-owner.ts";

/**
 * Counts what a person has in acct and in every system, side by side, and looks whether the new owner can get what moves. Changes
 * nothing. Never throws what a system says: the answer names the problem.
 */
export async function countEverywhere(
  account: Account,
  newOwner: string | undefined,
  deps: Pick<PipelineDeps, "db" | "now" | "provisioners">,
): Promise<Leaving> {
  const { db, provisioners } = deps;
  const projects = await listAccountProjects(db, account.id);
  const owner = newOwner === undefined ? undefined : await findAccountByUsername(db, newOwner);
  const counted = await Promise.all([
    countInAcct(account, deps),
    ...provisioners.map((system) => countIn(system, account, projects, owner)),
  ]);
  return {
    ...(owner ? { newOwner: owner.username } : {}),
    projects: projects.map(({ name }) => name),
    counted: counted.flatMap((one) => one ?? []),
  };
}

async function countIn(
  provisioner: Provisioner,
  account: Account,
  projects: readonly Project[],
  newOwner: Account | undefined,
): Promise<CountedSystem | undefined> {
  const { name: system, belongings, identify } = provisioner;
  if (!belongings) return undefined;
  try {
    const known = await identify?.(account);
    const found = await belongings.count(account, projects);
    const moves = found.some(({ fate, count }) => fate === "moves" && count > 0);
    const ownerProblem = moves ? await explainNewOwner(provisioner, newOwner) : undefined;
    return {
      system,
      ...(known ? { accountId: known.id } : {}),
      belongings: found.map(({ what, count, fate }) => ({ what, count, fate })),
      ...(ownerProblem ? { ownerProblem } : {}),
    };
  } catch (error) {
    return { system, belongings: [], problem: describeForOperator(error) };
  }
}
