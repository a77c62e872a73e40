import type { KnownId, RegistrySnapshot } from "../db/registry-snapshot.ts";
import type { FoundAccount, Reading } from "../provisioners/found.ts";
import type {
  Absence,
  AdoptionPlan,
  PlannedAccount,
  PlannedId,
  PlannedMembership,
  PlannedProject,
  SystemCounts,
} from "./adoption-plan.ts";
import type { Decision } from "./decision.ts";
import { judgeReading } from "./judge-reading.ts";
import { keyOf } from "./key-of.ts";
import { type MatchedAccount, matchAccounts, mayHaveNumber } from "./match-accounts.ts";
import { hasPi, type MatchedProject, matchProjects, mayHaveGid, projectKey } from "./match-projects.ts";
import { planDifferences } from "./plan-differences.ts";
import { type NamedPi, planPis } from "./plan-pis.ts";
import { type Selected, type SelectRules, selectFound } from "./select-found.ts";

export interface AdoptionOptions {
  readonly rules: SelectRules;
  readonly decisions?: ReadonlyMap<string, Decision>;
  /** The systems whose count an admin has confirmed. */
  readonly accepted?: ReadonlySet<string>;
  readonly pis?: readonly NamedPi[];
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
  { rules, decisions = new Map(), accepted = new Set(), pis = [] }: AdoptionOptions,
): AdoptionPlan {
  const selected = readings.map(({ reading }) => selectFound(reading, rules));
  const matching = matchAccounts(
    selected.map(({ accounts }) => accounts),
    { known: registry.accounts, decisions },
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
        unknown: judgment?.isWhole === false ? judgment.why : undefined,
      };
    }),
    waitingMemberships: waiting,
    withoutPi: present
      .filter(({ name, known }) => !hasPi(known) && !led.has(name))
      .map(({ name }) => name)
      .sort(),
    piProblems: named.problems,
  };
}

/** Returns the addresses of an account that say who someone is, the main one first. */
type AddressFilter = (account: FoundAccount) => string[];
const addressFilter =
  (bad: ReadonlySet<string>): AddressFilter =>
  ({ emails }) =>
    emails.filter((email) => !bad.has(email.toLowerCase()));

/** The addresses of an account in the registry that change with its sources. */
interface PlannedAddresses {
  readonly emails: readonly string[];
  readonly outdated: readonly string[];
  readonly moved: string | undefined;
}

/** Plans the addresses of all accounts together: one that someone gives up may become someone else's. */
function planAddresses(
  accounts: readonly MatchedAccount[],
  owners: ReadonlyMap<string, number>,
  usable: AddressFilter,
): (match: MatchedAccount) => PlannedAddresses {
  const outdated = new Map(accounts.map((match) => [match, outdatedOf(match, usable)]));
  const released = new Set([...outdated.values()].flat());
  return (match) => {
    const { known, found } = match;
    const isFree = (email: string) => {
      const owner = released.has(email) ? undefined : owners.get(`email ${email}`);
      return owner === undefined || owner === known?.personId;
    };
    const addresses = new Set(found.flatMap(usable).map((one) => one.toLowerCase()));
    const moved = movedAddress(match, usable);
    return {
      emails: [...addresses].filter((email) => !known?.emails.includes(email) && isFree(email)),
      outdated: outdated.get(match) ?? [],
      moved: moved !== undefined && isFree(moved.toLowerCase()) ? moved : undefined,
    };
  };
}

/** Returns what to write about an account; undefined if the registry has it all. */
function planAccount(
  match: MatchedAccount,
  { emails, outdated, moved }: PlannedAddresses,
  usable: AddressFilter,
): PlannedAccount | undefined {
  const { known, found, username, alsoOf } = match;
  const ids = found.flatMap((account) => planId(account, known?.ids, detailOf(account, usable)));
  const campusIds = [...new Set(found.flatMap(({ campusId }) => campusId ?? []))].filter(
    (id) => !known?.campusIds.includes(id),
  );
  const email = known ? moved : found.flatMap(usable)[0];
  const uidNumber = found.find((one) => one.uidNumber !== undefined)?.uidNumber;
  const isNumbered =
    known !== undefined &&
    uidNumber !== undefined &&
    mayHaveNumber(match, uidNumber) &&
    uidNumber !== known.uidNumber;
  if (known && ids.length + emails.length + outdated.length + campusIds.length === 0 && !isNumbered && !email)
    return undefined;
  const places = ids.map(({ system, name }) => `${name} in ${system}`);
  const [first] = alsoOf ? [alsoOf.found[0] ?? alsoOf.known?.ids[0]] : [];
  return {
    known,
    username,
    uidNumber: known && !isNumbered ? known.uidNumber : uidNumber,
    alsoOf: first && { system: first.system, value: "id" in first ? first.id : first.value },
    ...nameOf(found, username),
    email,
    emails,
    outdated,
    campusIds,
    ids,
    lockedIn: found.every(({ state }) => state === "disabled" || state === "expired")
      ? found.map(({ system }) => system)
      : [],
    note: known
      ? [
          ...places,
          ...(email ? [`the address is ${email} now`] : []),
          ...(isNumbered ? [`uid number ${uidNumber}`] : []),
          ...(places.length === 0 && emails.length > 0 ? [`also ${emails.join(", ")}`] : []),
          ...(places.length === 0 && outdated.length > 0 ? [`no longer ${outdated.join(", ")}`] : []),
        ].join("; ")
      : places.join("; "),
  };
}

/** The detail that lets the next reading see what has changed in the source since. */
function detailOf(account: FoundAccount, usable: AddressFilter): Record<string, string> {
  const { uidNumber, usesDirectoryNames } = account;
  const emails = usable(account).join(" ");
  return {
    ...(uidNumber === undefined ? {} : { uidNumber: String(uidNumber) }),
    ...(usesDirectoryNames ? { usesDirectoryNames: "yes" } : {}),
    ...(emails === "" ? {} : { emails }),
  };
}

/** Returns the ID if it is new, or if its name or details have changed. */
function planId(
  { system, id, username }: { system: string; id: string; username: string },
  known: readonly KnownId[] | undefined,
  detail: Record<string, string>,
): PlannedId[] {
  const before = known?.find((one) => one.system === system);
  const isSame = before?.value === id && before.name === username && toKey(before.detail) === toKey(detail);
  return isSame ? [] : [{ system, value: id, name: username, detail }];
}

const toKey = (detail: Readonly<Record<string, string>>) =>
  JSON.stringify(Object.entries(detail).sort(([a], [b]) => a.localeCompare(b)));

const addressesOf = (id: KnownId | undefined) => id?.detail.emails?.split(" ") ?? [];

/** Addresses that the sources had before and have no longer. Addresses from elsewhere stay. */
function outdatedOf({ known, found }: MatchedAccount, usable: AddressFilter): string[] {
  if (!known) return [];
  const now = found.flatMap(usable);
  const unread = known.ids.filter(({ system }) => !found.some((one) => one.system === system));
  const kept = new Set([...now, ...unread.flatMap(addressesOf)].map((one) => one.toLowerCase()));
  const read = known.ids.filter((id) => !unread.includes(id));
  const before = read.flatMap(addressesOf).map((one) => one.toLowerCase());
  return [...new Set(before)].filter((email) => !kept.has(email) && known.emails.includes(email));
}

/** The address of someone from before acct is that of the system they came from: it moves when it changes there. */
function movedAddress({ known, found }: MatchedAccount, usable: AddressFilter): string | undefined {
  const [origin] = known?.ids ?? [];
  const account = found.find(({ system }) => system === origin?.system);
  if (!known || known.isOurs || !account) return undefined;
  const [email] = usable(account);
  return email !== undefined && email !== addressesOf(origin)[0] ? email : undefined;
}

/** Names are those of the first system that has them. Someone without a name is called by the username. */
function nameOf(found: readonly FoundAccount[], username: string) {
  const named = found.find(({ givenName, familyName }) => givenName || familyName);
  return {
    givenName: named?.givenName ?? "",
    familyName: named?.familyName || named?.givenName ? (named.familyName ?? "") : username,
  };
}

function planProject(
  { known, found, name }: MatchedProject,
  joining: readonly PlannedMembership[],
): PlannedProject | undefined {
  const ids = found.flatMap(({ system, id, name: called, gidNumber }) =>
    planId(
      { system, id, username: called },
      known?.ids,
      gidNumber === undefined ? {} : { gidNumber: String(gidNumber) },
    ),
  );
  const gidNumber = found.find((one) => one.gidNumber !== undefined)?.gidNumber;
  const isNumbered =
    known !== undefined &&
    gidNumber !== undefined &&
    gidNumber !== known.gidNumber &&
    mayHaveGid({ known, found: [], name }, gidNumber);
  if (known && ids.length + joining.length === 0 && !isNumbered) return undefined;
  const places = ids.map((id) => `${id.name} in ${id.system}`);
  return {
    known,
    name,
    description: found.find(({ description }) => description)?.description ?? "",
    gidNumber: known && !isNumbered ? known.gidNumber : gidNumber,
    ids,
    note: [...places, ...(joining.length > 0 ? [describeMembers(joining)] : [])].join("; "),
  };
}

const NAMED = 20;

function describeMembers(joining: readonly PlannedMembership[]): string {
  const names = joining
    .slice(0, NAMED)
    .map(({ username, role }) => (role === "member" ? username : `${username} as ${role}`));
  const more = joining.length - names.length;
  return `with ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function planMemberships(
  accounts: readonly MatchedAccount[],
  projects: readonly MatchedProject[],
  before: RegistrySnapshot["memberships"],
): { readonly memberships: PlannedMembership[]; readonly waiting: number } {
  const byFound = new Map(
    accounts.flatMap((match) => match.found.map((one) => [keyOf(one), match] as const)),
  );
  const memberships: PlannedMembership[] = [];
  let waiting = 0;
  for (const { known, found, name } of projects) {
    const planned = new Map<MatchedAccount, Omit<PlannedMembership, "foundIn"> & { foundIn: string[] }>();
    const leaders = new Set(
      found.flatMap(({ system, owners }) => owners.flatMap((id) => byFound.get(keyOf({ system, id })) ?? [])),
    );
    for (const { system, id: project, members, owners, managers = [] } of found) {
      // Leaders come first, because a person has one role in a project.
      for (const id of new Set([...owners, ...managers, ...members])) {
        const match = byFound.get(keyOf({ system, id }));
        if (!match) waiting++;
        if (!match) continue;
        const isOwner = owners.includes(id);
        const isOnly = leaders.size === 1 && !hasPi(known);
        const role = isOwner && isOnly ? "pi" : isOwner || managers.includes(id) ? "manager" : "member";
        const first = planned.get(match);
        if (first) first.foundIn.push(system);
        else {
          const place = { system, account: id, project, role, foundIn: [system] } as const;
          planned.set(match, { ...place, foundIn: [system], username: match.username, projectName: name });
        }
      }
    }
    for (const [match, membership] of planned) {
      const there = known && match.known ? before.get(`${match.known.id}/${known.id}`) : undefined;
      const isKnown =
        there === null || (there && membership.foundIn.every((system) => there.includes(system)));
      if (!isKnown || membership.role === "pi") memberships.push(membership);
    }
  }
  return { memberships, waiting };
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
