import type { AdoptionPlan } from "../adopt/adoption-plan.ts";
import type { DecisionList } from "../adopt/decision-list.ts";
import {
  checkDecisions,
  creditDeciders,
  findRejected,
  type RejectedDecision,
  toDecision,
} from "../adopt/kept-decisions.ts";
import { keyOf } from "../adopt/key-of.ts";
import { projectKey } from "../adopt/match-projects.ts";
import { planAdoption, type SystemReading } from "../adopt/plan-adoption.ts";
import type { NamedPi } from "../adopt/plan-pis.ts";
import type { SelectRules } from "../adopt/select-found.ts";
import { type Written, writeAdoption } from "../adopt/write-adoption.ts";
import type { AdoptedBy } from "../db/adopted-accounts.ts";
import { listDecidedConflicts } from "../db/adoption-conflicts.ts";
import type { Db } from "../db/client.ts";
import { readRegistry } from "../db/registry-snapshot.ts";
import type { AdoptionConflict } from "../db/tables/adoption-conflicts.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { Failure } from "../failure/failure.ts";
import type { Reading, Source } from "../provisioners/found.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";

export interface AdoptOptions {
  readonly db: Db;
  readonly sources: readonly Source[];
  readonly rules: SelectRules;
  readonly registry: Readonly<
    Record<"uidNumbers" | "gidNumbers", { readonly from: number; readonly to: number }>
  > & { readonly severalAccounts?: boolean | undefined };
  readonly by: AdoptedBy;
  readonly dryRun: boolean;
  readonly accepted?: ReadonlySet<string>;
  readonly decided?: DecisionList | undefined;
  readonly pis?: readonly NamedPi[];
  readonly onRead?: (system: string, entries: number) => void;
  readonly onPlanned?: (plan: AdoptionPlan) => void;
  readonly onWritten?: (rows: number) => void;
}

export interface Adopted {
  readonly plan: AdoptionPlan;
  /** Undefined: nothing was written, in a dry run or because a system could not be read. */
  readonly written: Written | undefined;
  /** The systems that could not be read, with a sentence each. */
  readonly unread: readonly { readonly system: string; readonly why: string }[];
  /** What could not be used, by system. */
  readonly problems: readonly string[];
  /** What an admin should know, by system. */
  readonly remarks: readonly string[];
  /** The decisions from the chat that can't be applied. */
  readonly rejected: readonly RejectedDecision[];
  /** What is left out because someone decided so, and everything that the sources have, by `keyOf` or `projectKey`. */
  readonly skipped: ReadonlySet<string>;
  readonly present: ReadonlySet<string>;
}

/**
 * Reads all sources, plans what to take into the registry and, unless it is a dry run, writes it. Nothing is written if a source
 * can't be read: people of the others would be taken for new. Throws a failure that names the line if a decision in the list can't
 * be followed. One from the chat that can't be followed is left out, and is in `rejected`.
 */
export async function adopt(options: AdoptOptions): Promise<Adopted> {
  const { db, sources, rules, by, dryRun, accepted, decided, pis } = options;
  const { onRead = () => undefined, onPlanned = () => undefined, onWritten = () => undefined } = options;
  const readings: SystemReading[] = [];
  const unread: { system: string; why: string }[] = [];
  for (const { system, read } of sources) {
    try {
      readings.push({ system, reading: await read((entries) => onRead(system, entries)) });
    } catch (error) {
      unread.push({ system, why: describeForOperator(error) });
    }
  }
  const registry = await readRegistry(db);
  const planWith = (kept: readonly AdoptionConflict[]) => {
    const stored = kept.map(({ key, decision }) => [key, toDecision(decision ?? "skip")] as const);
    // A list that someone has just filled in comes before what was decided in the chat.
    const decisions = new Map([...stored, ...(decided?.decisions ?? [])]);
    const { severalAccounts } = options.registry;
    const planning = {
      rules,
      decisions,
      severalAccounts,
      ...(accepted ? { accepted } : {}),
      ...(pis ? { pis } : {}),
    };
    return { plan: planAdoption(readings, registry, planning), decisions };
  };
  const { valid, outdated } = checkDecisions(await listDecidedConflicts(db), readings);
  const inForce = valid.filter(({ key }) => !decided?.decisions.has(key));
  const rejected = [...outdated];
  let planned = planWith(inForce);
  // Other decisions may count on one that can't be followed, so this is repeated.
  for (
    let bad = findRejected(inForce, planned.plan);
    bad.length > 0;
    bad = findRejected(inForce, planned.plan)
  ) {
    rejected.push(...bad);
    for (const { conflict } of bad) inForce.splice(inForce.indexOf(conflict), 1);
    planned = planWith(inForce);
  }
  const plan = creditDeciders(planned.plan, inForce);
  refuseBadDecisions(plan, decided);
  onPlanned(plan);
  const said = (of: (reading: Reading) => readonly string[]) =>
    readings.flatMap(({ system, reading }) => of(reading).map((sentence) => `${system}: ${sentence}`));
  const outcome = {
    plan,
    unread,
    problems: said(({ problems }) => problems),
    remarks: said(({ remarks = [] }) => remarks),
    rejected,
    skipped: new Set([...planned.decisions].flatMap(([key, one]) => (one === "skip" ? [key] : []))),
    present: new Set(
      readings.flatMap(({ reading }) => [
        ...reading.accounts.map(keyOf),
        ...reading.projects.map(projectKey),
      ]),
    ),
  };
  if (dryRun || unread.length > 0) return { ...outcome, written: undefined };
  const accounts = readings.flatMap(({ reading }) => reading.accounts);
  const projects = readings.flatMap(({ reading }) => reading.projects);
  const taken = {
    uidNumbers: new Set(accounts.flatMap(({ uidNumber }) => uidNumber ?? [])),
    gidNumbers: new Set(projects.flatMap(({ gidNumber }) => gidNumber ?? [])),
  };
  const written = await writeAdoption(plan, {
    db,
    by,
    registry: options.registry,
    taken,
    onProgress: onWritten,
  });
  return { ...outcome, written };
}

/** The systems that can say what they have. */
export const sourcesOf = (provisioners: readonly Provisioner[]): Source[] =>
  provisioners.flatMap(({ name, list }) => (list ? [{ system: name, read: list }] : []));

/** The number of rows that `writeAdoption` reports as it goes. */
export const countRows = (plan: AdoptionPlan): number =>
  plan.accounts.length +
  plan.projects.length +
  plan.memberships.length +
  plan.pis.length +
  plan.accounts.filter(({ known, outdated }) => known && outdated.length > 0).length +
  [...plan.seen.values()].reduce((sum, { length }) => sum + length, 0);

/** The number of accounts and projects that wait for a decision. */
export const countUndecided = ({ conflicts, projectConflicts }: AdoptionPlan): number =>
  new Set(conflicts.flatMap(({ undecided }) => undecided.map(keyOf))).size + projectConflicts.length;

function refuseBadDecisions({ conflicts, projectConflicts }: AdoptionPlan, decided?: DecisionList): void {
  const bad = [
    ...conflicts
      .filter(({ kind }) => kind === "bad-decision")
      .flatMap(({ undecided, why }) => undecided.map((account) => ({ key: keyOf(account), why }))),
    ...projectConflicts
      .filter(({ kind }) => kind === "bad-decision")
      .map(({ project, why }) => ({ key: projectKey(project), why })),
  ]
    .map(({ key, why }) => ({ line: decided?.lines.get(key) ?? 0, why }))
    .sort((a, b) => a.line - b.line);
  if (bad.length === 0) return;
  const lines = bad.map(({ line, why }) => `Line ${line}: ${why}.`);
  throw new Failure(`The decisions can't be followed, so nothing was written.\n${lines.join("\n")}`);
}
