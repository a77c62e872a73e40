import type { KnownId, RegistrySnapshot } from "../db/registry-snapshot.ts";
import type { Reading } from "../provisioners/found.ts";
import type { Absence, AdoptionPlan, SystemCounts } from "./adoption-plan.ts";
import type { Decision } from "./decision.ts";
import { judgeReading } from "./judge-reading.ts";
import { keyOf } from "./key-of.ts";
import { matchAccounts } from "./match-accounts.ts";
import { hasPi, type MatchedProject, matchProjects, projectKey } from "./match-projects.ts";
import type { MatchedAccount } from "./matched-account.ts";
import { planAccount } from "./plan-account.ts";
import { addressFilter, planAddresses } from "./plan-addresses.ts";
import { planDifferences } from "./plan-differences.ts";
import { planMemberships } from "./plan-memberships.ts";
import { type NamedPi, planPis } from "./plan-pis.ts";
import { planProject } from "./plan-project.ts";
import { type Selected, type SelectRules, selectFound } from "./select-found.ts";
import { setGroupsAside } from "./set-groups-aside.ts";

export interface AdoptionOptions {
  readonly rules: SelectRules;
  readonly decisions?: ReadonlyMap<string, Decision>;
  /** The systems whose count an admin has confirmed. */
  readonly accepted?: ReadonlySet<string>;
  readonly pis?: readonly NamedPi[];
  /** Whether two accounts of one system that share an address are one person's. */
  readonly severalAccounts?: boolean | undefined;
}

/** What one source has, by the system's name. */
export interface SystemReading {
  readonly system: string;
  readonly reading: Reading;
}

/**
 * Plans what to take into the registry from the systems, of which the first has precedence. What was taken in before is found by
 * its ID outside, never by name or address. Nothing is concluded from what a source doesn't show, unless its reading is whole.
 */
export function planAdoption(
  readings: readonly SystemReading[],
  registry: RegistrySnapshot,
  { rules, decisions = new Map(), accepted = new Set(), pis = [], severalAccounts }: AdoptionOptions,
): AdoptionPlan {
  const sorted = readings.map(({ reading }) =>
    setGroupsAside(selectFound(reading, rules), rules.otherGroups ?? [], registry.projects),
  );
  const selected = sorted.map((one) => one.selected);
  const matching = matchAccounts(
    selected.map(({ accounts }) => accounts),
    { known: registry.accounts, decisions, severalAccounts },
  );
  const projects = matchProjects(
    selected.map((one) => one.projects),
    registry.projects,
    decisions,
  );
  const usable = addressFilter(new Set(matching.unusable.map(({ email }) => email)));
  const accounts = matching.matched.filter(({ found }) => found.length > 0);
  const present = projects.matched.filter(({ found }) => found.length > 0);
  const { memberships, waiting } = planMemberships(accounts, present, registry.memberships);
  const addresses = planAddresses(accounts, registry.owners, usable);
  const planned = accounts.map((match) => planAccount(match, addresses(match), usable));
  const joining = Map.groupBy(memberships, ({ projectName }) => projectName);
  const named = planPis(pis, present, accounts);
  const led = new Set([
    ...named.pis.map(({ project }) => project),
    ...memberships.flatMap(({ role, projectName }) => (role === "pi" ? [projectName] : [])),
  ]);
  const judgments = readings.map(({ system, reading }) =>
    judgeReading(system, reading, registry.sizes.get(system), accepted.has(system)),
  );
  const whole = readings.filter((_, at) => judgments[at]?.isWhole);
  return {
    accounts: planned.filter((one) => one !== undefined),
    projects: present
      .map((match) => planProject(match, joining.get(match.name) ?? []))
      .filter((one) => one !== undefined),
    memberships,
    pis: named.pis,
    seen: listSeen(accounts, present),
    conflicts: matching.conflicts,
    projectConflicts: projects.conflicts,
    unusable: matching.unusable,
    differences: planDifferences(accounts, present, registry.owners, usable),
    absences: whole.flatMap((one) => findAbsences(one, registry)),
    counts: readings.map(({ system, reading }, at) => {
      const judgment = judgments[at];
      return {
        ...countSystem(system, selected[at] as Selected, matching, projects.conflicts),
        accounts: reading.accounts.length,
        projects: reading.projects.length,
        isFirst: judgment?.isWhole === true && judgment.isFirst,
        isConfirmed: accepted.has(system),
        unknown: judgment?.isWhole === false ? judgment.why : undefined,
        cause: judgment?.isWhole === false ? judgment.cause : undefined,
      };
    }),
    waitingMemberships: waiting,
    otherGroups: sorted.flatMap(({ groups }) => groups),
    withoutPi: present
      .filter(({ name, known }) => !hasPi(known) && !led.has(name))
      .map(({ name }) => name)
      .sort(),
    piProblems: named.problems,
  };
}

function listSeen(
  accounts: readonly MatchedAccount[],
  projects: readonly MatchedProject[],
): Map<string, string[]> {
  const seen = new Map<string, string[]>();
  for (const { known, found } of [...accounts, ...projects]) {
    for (const { system, id } of found) {
      if (!known?.ids.some((one) => one.system === system && one.value === id)) continue;
      const ids = seen.get(system);
      if (ids) ids.push(id);
      else seen.set(system, [id]);
    }
  }
  return seen;
}

/** What the registry knows from this source and the whole source no longer shows. */
function findAbsences({ system, reading }: SystemReading, registry: RegistrySnapshot): Absence[] {
  const accounts = new Set(reading.accounts.map(({ id }) => id));
  const projects = new Set(reading.projects.map(({ id }) => id));
  const missing = (ids: readonly KnownId[], there: ReadonlySet<string>) =>
    ids.filter((id) => id.system === system && !there.has(id.value));
  return [
    ...registry.accounts
      .filter(({ isClosed }) => !isClosed)
      .flatMap(({ username, ids }) =>
        missing(ids, accounts).map(({ seenAt }) => ({ system, of: username, seenAt })),
      ),
    ...registry.projects.flatMap(({ name, ids }) =>
      missing(ids, projects).map(({ seenAt }) => ({ system, of: `project ${name}`, seenAt })),
    ),
  ];
}

function countSystem(
  system: string,
  { skippedAccounts, skippedProjects }: Selected,
  { matched, conflicts }: ReturnType<typeof matchAccounts>,
  projectConflicts: ReturnType<typeof matchProjects>["conflicts"],
): Pick<SystemCounts, "system" | "known" | "matched" | "fresh" | "undecided" | "skipped"> {
  const counts = { known: 0, matched: 0, fresh: 0 };
  for (const { known, found, alsoOf } of matched) {
    for (const [at, one] of found.entries()) {
      if (one.system !== system) continue;
      if (known?.ids.some((id) => id.system === system && id.value === one.id)) counts.known++;
      else if (known || at > 0 || alsoOf) counts.matched++;
      else counts.fresh++;
    }
  }
  const undecided = new Set(
    conflicts.flatMap((conflict) => conflict.undecided.filter((one) => one.system === system).map(keyOf)),
  );
  for (const { project } of projectConflicts)
    if (project.system === system) undecided.add(projectKey(project));
  return { system, ...counts, undecided: undecided.size, skipped: skippedAccounts + skippedProjects };
}
