import type { AdoptionConflict } from "../db/tables/adoption-conflicts.ts";
import type { AdoptionPlan } from "./adoption-plan.ts";
import type { Decision } from "./decision.ts";
import { keyOf } from "./key-of.ts";
import { projectKey } from "./match-projects.ts";
import type { SystemReading } from "./plan-adoption.ts";

/** A decision from the chat that can't be applied, and why, in a sentence without a period. */
export interface RejectedDecision {
  readonly conflict: AdoptionConflict;
  readonly problem: string;
}

/** Converts what is stored to what `applyDecisions` takes. */
export const toDecision = (decision: string): Decision =>
  decision === "skip" || decision === "different" ? decision : { same: decision };

/**
 * Splits decisions into those that still apply and those that don't, because the account or project has another name or address
 * than the one that the admin read. What isn't in the readings stays decided.
 */
export function checkDecisions(
  decided: readonly AdoptionConflict[],
  readings: readonly SystemReading[],
): { readonly valid: AdoptionConflict[]; readonly outdated: RejectedDecision[] } {
  const wanted = new Set(decided.map(({ key }) => key));
  const now = new Map<string, { readonly name: string; readonly email: string }>();
  for (const { reading } of readings) {
    for (const account of reading.accounts)
      if (wanted.has(keyOf(account)))
        now.set(keyOf(account), { name: account.username, email: account.emails[0] ?? "" });
    for (const project of reading.projects)
      if (wanted.has(projectKey(project))) now.set(projectKey(project), { name: project.name, email: "" });
  }
  const valid: AdoptionConflict[] = [];
  const outdated: RejectedDecision[] = [];
  for (const conflict of decided) {
    const found = now.get(conflict.key);
    if (!found || (found.name === conflict.name && found.email === conflict.email)) valid.push(conflict);
    else outdated.push({ conflict, problem: "its name or address has changed since" });
  }
  return { valid, outdated };
}

/** The decisions that a plan could not follow, with the reason. */
export function findRejected(
  decided: readonly AdoptionConflict[],
  { conflicts, projectConflicts }: Pick<AdoptionPlan, "conflicts" | "projectConflicts">,
): RejectedDecision[] {
  const problems = new Map([
    ...conflicts
      .filter(({ kind }) => kind === "bad-decision")
      .flatMap(({ undecided, why }) => undecided.map((account) => [keyOf(account), why] as const)),
    ...projectConflicts
      .filter(({ kind }) => kind === "bad-decision")
      .map(({ project, why }) => [projectKey(project), why] as const),
  ]);
  return decided.flatMap((conflict) => {
    const problem = problems.get(conflict.key);
    return problem === undefined ? [] : [{ conflict, problem }];
  });
}

/** Adds to the notes of a plan, which become events, who decided on what it takes in. */
export function creditDeciders(plan: AdoptionPlan, decided: readonly AdoptionConflict[]): AdoptionPlan {
  if (decided.length === 0) return plan;
  const names = new Map(decided.map(({ key, decidedByName }) => [key, decidedByName]));
  const credit = <Planned extends Pick<AdoptionPlan["accounts"][number], "ids" | "note">>(
    planned: Planned,
    keyFor: typeof keyOf,
  ): Planned => {
    const by = planned.ids.flatMap(({ system, value }) => names.get(keyFor({ system, id: value })) ?? []);
    return by.length === 0 ? planned : { ...planned, note: `${planned.note}; as ${by.join(", ")} decided` };
  };
  return {
    ...plan,
    accounts: plan.accounts.map((account) => credit(account, keyOf)),
    projects: plan.projects.map((project) => credit(project, projectKey)),
  };
}
