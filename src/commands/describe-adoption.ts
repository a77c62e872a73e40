import type { AdoptionPlan, FoundGroup } from "../adopt/adoption-plan.ts";
import { alignColumns, cutTo } from "../cli/align-columns.ts";
import { conflictTopic } from "../view/conflict-phrase.ts";
import { type Adopted, countUndecided } from "./adopt.ts";
import { formatDay } from "./format-day.ts";

/** Describes what an adoption found and wrote, as lines for a terminal. */
export function* describeAdoption(adopted: Adopted): Generator<string> {
  const { plan, written, unread, problems, remarks, rejected } = adopted;
  yield* alignColumns([
    ["SYSTEM", "ACCOUNTS", "KNOWN", "MATCHED", "NEW", "TO DECIDE", "SKIPPED", "PROJECTS"],
    ...plan.counts.map(({ system, accounts, known, matched, fresh, undecided, skipped, projects }) => [
      system,
      ...[accounts, known, matched, fresh, undecided, skipped, projects].map(String),
    ]),
  ]);
  for (const { system, isFirst, isConfirmed, accounts, projects, unknown } of plan.counts) {
    if (unknown !== undefined) yield `${system}: ${unknown} Nothing is concluded from what is missing.`;
    else if (isFirst)
      yield `${system} was counted for the first time: ${accounts} accounts, ${projects} projects.${isConfirmed ? "" : ` If this is right, confirm it with --accept-count ${system}.`}`;
  }
  yield* section("Conflicts to decide", conflictTable(plan));
  yield* section(
    "Decisions that couldn't be applied",
    rejected.map(({ conflict, problem }) => `${conflictTopic(conflict)}: ${problem}.`),
  );
  yield* section(
    "Addresses that are not used",
    plan.unusable.map(({ why }) => `${why}.`),
  );
  yield* section("Differences", plan.differences);
  yield* section(
    "No longer there",
    plan.absences.map(({ system, of, seenAt }) => `${of} in ${system}, last seen ${formatDay(seenAt)}`),
  );
  yield* section("Entries that can't be used", problems);
  yield* section("Groups in otherGroups, which are not projects", plan.otherGroups.map(describeGroup));
  yield* section("Remarks", remarks);
  yield* section("List of PIs", plan.piProblems);
  yield* section(
    "Projects without a PI (acct project ask-pi asks someone, set-pi names one)",
    inLines(plan.withoutPi),
  );
  if (plan.waitingMemberships > 0) {
    yield "";
    yield `${count(plan.waitingMemberships, "membership is", "memberships are")} left out because the account was skipped or needs a decision.`;
  }
  yield "";
  for (const { system, why } of unread) yield `${system} couldn't be read, so nothing is written: ${why}`;
  if (unread.length === 0) yield summary(plan, written);
}

function* section(title: string, lines: readonly string[]): Generator<string> {
  if (lines.length === 0) return;
  yield "";
  yield `${title}:`;
  for (const line of lines) yield `  ${line}`;
}

function describeGroup({ name, system, people, isProject }: FoundGroup): string {
  const group = `${name} in ${system}`;
  const inIt = count(people, "person", "people");
  return isProject
    ? `${group}, which is a project in the registry: it stays one, but no one of its ${inIt} was added to it as a member.`
    : `${group}, with ${inIt}: it was left out, and its people stay in it.`;
}

function conflictTable({ conflicts, projectConflicts }: AdoptionPlan): string[] {
  const rows = [
    ...conflicts.map(({ undecided, kind, why }) => [
      undecided.map(({ username }) => username).join(", "),
      undecided[0]?.system ?? "",
      kind,
      why,
    ]),
    ...projectConflicts.map(({ project, kind, why }) => [
      `project ${project.name}`,
      project.system,
      kind,
      why,
    ]),
  ];
  if (rows.length === 0) return [];
  return alignColumns([
    ["WHO", "SYSTEM", "CONFLICT", "WHY"],
    ...rows.map(([who = "", ...rest]) => [cutTo(40, who), ...rest]),
  ]);
}

const NAMES_PER_LINE = 8;

function inLines(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (let at = 0; at < names.length; at += NAMES_PER_LINE)
    lines.push(names.slice(at, at + NAMES_PER_LINE).join(", "));
  return lines;
}

function summary(plan: AdoptionPlan, written: Adopted["written"]): string {
  const { accounts, projects, updated, memberships } = written ?? countPlanned(plan);
  const sentences: string[] = [];
  if (accounts + projects + memberships > 0)
    sentences.push(
      `${written ? "Added to the registry" : "Would be added to the registry"}: ${count(accounts, "account", "accounts")}, ${count(projects, "project", "projects")}, ${count(memberships, "membership", "memberships")}.`,
    );
  if (updated > 0)
    sentences.push(
      `${written ? "Updated" : "Would be updated"}: ${count(updated, "entry", "entries")} that the registry already has.`,
    );
  if (sentences.length === 0) sentences.push("There is nothing new for the registry.");
  if (written && written.overtaken > 0)
    sentences.push(
      `${count(written.overtaken, "entry was", "entries were")} added by someone else in the meantime. Run acct adopt again.`,
    );
  const undecided = countUndecided(plan);
  const ofProjects = plan.projectConflicts.length;
  const open = [
    ...(undecided > ofProjects ? [count(undecided - ofProjects, "account", "accounts")] : []),
    ...(ofProjects > 0 ? [count(ofProjects, "project", "projects")] : []),
  ].join(" and ");
  if (undecided > 0) sentences.push(`${open} ${undecided === 1 ? "needs" : "need"} your decision.`);
  return sentences.join(" ");
}

function countPlanned({ accounts, projects, memberships }: AdoptionPlan) {
  const isNew = ({ known }: { readonly known: unknown }) => known === undefined;
  const fresh = { accounts: accounts.filter(isNew).length, projects: projects.filter(isNew).length };
  return {
    ...fresh,
    updated: accounts.length + projects.length - fresh.accounts - fresh.projects,
    memberships: memberships.length,
  };
}

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;
