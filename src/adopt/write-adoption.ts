import { findAccountByUsername } from "../db/accounts.ts";
import {
  type AdoptedBy,
  findPeopleByIds,
  findTaken,
  listRegistryNumbers,
  markSeen,
  writeAccounts,
} from "../db/adopted-accounts.ts";
import { declineAddresses } from "../db/adopted-identities.ts";
import { findTakenProjects, makePi, writeMemberships, writeProjects } from "../db/adopted-projects.ts";
import { recordRegistryEvent } from "../db/apply-change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { takeNumbers } from "../db/numbers.ts";
import { lockRegistry, resolvePerson } from "../db/people.ts";
import { findProject } from "../db/projects.ts";
import { recordSourceCount } from "../db/source-counts.ts";
import { wakeUndecidedIn } from "../db/waiting-requests.ts";
import type { AdoptionPlan, PlannedAccount, PlannedPi, PlannedProject } from "./adoption-plan.ts";

export interface WriteOptions {
  readonly db: Db;
  readonly by: AdoptedBy;
  /** The ranges from which accounts and projects without a number get one. */
  readonly registry: Readonly<
    Record<"uidNumbers" | "gidNumbers", { readonly from: number; readonly to: number }>
  >;
  /** Numbers that are in use outside, whether they are adopted or not. */
  readonly taken: { readonly uidNumbers: ReadonlySet<number>; readonly gidNumbers: ReadonlySet<number> };
  /** Rows per transaction. */
  readonly batchSize?: number;
  readonly onProgress?: (done: number) => void;
}

/** What was written. */
export interface Written {
  /** New ones. */
  readonly accounts: number;
  readonly projects: number;
  /** Accounts and projects that the registry knew already. */
  readonly updated: number;
  readonly memberships: number;
  readonly pis: number;
  /** What another run, or a request, has taken into the registry meanwhile. The next run compares it. */
  readonly overtaken: number;
}

/** A batch holds the registry's lock for half a second or so, during which requests for new people wait. */
const BATCH = 2000;

/**
 * Writes a plan, one batch per transaction. It can be killed at any point and run again, also twice at once: what is in the registry
 * by then is left alone. The counts of the sources come last, so that an unfinished adoption doesn't look like a whole one.
 */
export async function writeAdoption(plan: AdoptionPlan, options: WriteOptions): Promise<Written> {
  const { db, by, batchSize = BATCH, onProgress = () => undefined } = options;
  const written = { accounts: 0, projects: 0, updated: 0, memberships: 0, pis: 0, overtaken: 0 };
  const inBatches = async <Item>(
    items: readonly Item[],
    write: (tx: Db, some: readonly Item[]) => Promise<void>,
  ) => {
    for (let at = 0; at < items.length; at += batchSize) {
      const some = items.slice(at, at + batchSize);
      await inTransaction(db, async (tx) => {
        await lockRegistry(tx);
        await write(tx, some);
      });
      onProgress(some.length);
    }
  };
  const outdated = plan.accounts.flatMap(({ known, outdated: emails }) =>
    known && emails.length > 0 ? [{ accountId: known.id, emails }] : [],
  );
  await inBatches(outdated, declineAddresses);
  const writeSome = async (tx: Db, some: readonly PlannedAccount[]) => {
    const rows = await placeAccounts(tx, some, options);
    await writeAccounts(tx, rows, by);
    const known = some.filter((one) => one.known).length;
    written.accounts += rows.length - known;
    written.updated += known;
    written.overtaken += some.length - rows.length;
  };
  // Another account of a person comes after the first one.
  await inBatches(
    plan.accounts.filter(({ alsoOf }) => !alsoOf),
    writeSome,
  );
  await inBatches(
    plan.accounts.filter(({ alsoOf }) => alsoOf),
    writeSome,
  );
  await inBatches(plan.projects, async (tx, some) => {
    const rows = await placeProjects(tx, some, options);
    await writeProjects(tx, rows, by);
    const known = some.filter((one) => one.known).length;
    written.projects += rows.length - known;
    written.updated += known;
    written.overtaken += some.length - rows.length;
  });
  await inBatches(plan.memberships, (tx, some) => writeMemberships(tx, some, by));
  written.memberships = plan.memberships.length;
  await inBatches(plan.pis, async (tx, some) => {
    for (const pi of some) if (await writePi(tx, pi, by)) written.pis++;
  });
  for (const [system, values] of plan.seen) {
    await markSeen(db, system, values, by.now);
    onProgress(values.length);
  }
  await moveCountersOn(options);
  for (const { system, accounts, projects, isConfirmed, unknown } of plan.counts)
    if (unknown === undefined)
      await recordSourceCount(db, { system, accounts, projects, isConfirmed, seenAt: by.now });
  return written;
}

async function placeAccounts(tx: Db, planned: readonly PlannedAccount[], options: WriteOptions) {
  const fresh = planned.filter(({ known }) => !known);
  const taken = await findTaken(tx, fresh);
  const overtaken = new Set(fresh.filter((_, at) => taken.has(at)));
  const left = planned.filter((one) => !overtaken.has(one));
  const people = await findPeopleByIds(
    tx,
    left.flatMap(({ alsoOf }) => alsoOf ?? []),
  );
  const numbers = await numbersFor(tx, "accounts", left.filter(needsNumber).length, options);
  return left.map(({ known, alsoOf, uidNumber, ...account }) => ({
    ...account,
    id: known?.id,
    personId: alsoOf && people.get(`${alsoOf.system}/${alsoOf.value}`),
    uidNumber: uidNumber ?? known?.uidNumber ?? (numbers.shift() as number),
  }));
}

const needsNumber = ({ known, uidNumber }: PlannedAccount) => !known && uidNumber === undefined;

async function placeProjects(tx: Db, planned: readonly PlannedProject[], options: WriteOptions) {
  const fresh = planned.filter(({ known }) => !known);
  const taken = await findTakenProjects(tx, fresh);
  const overtaken = new Set(fresh.filter((_, at) => taken.has(at)));
  const left = planned.filter((one) => !overtaken.has(one));
  const without = left.filter(({ known, gidNumber }) => !known && gidNumber === undefined);
  const numbers = await numbersFor(tx, "projects", without.length, options);
  return left.map(({ known, gidNumber, ...project }) => ({
    ...project,
    id: known?.id,
    gidNumber: gidNumber ?? known?.gidNumber ?? (numbers.shift() as number),
  }));
}

/** Takes numbers for accounts or projects that have none outside. */
async function numbersFor(
  tx: Db,
  of: "accounts" | "projects",
  count: number,
  { registry, taken }: WriteOptions,
): Promise<number[]> {
  if (count === 0) return [];
  const name = of === "accounts" ? "uidNumbers" : "gidNumbers";
  const inRegistry = await listRegistryNumbers(tx, of);
  const isTaken = (number: number) => inRegistry.has(number) || taken[name].has(number);
  return takeNumbers(tx, name, registry[name], { count, isTaken });
}

/** Moves the counters past the numbers that are in use now. */
async function moveCountersOn({ db, registry, taken }: WriteOptions): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    for (const table of ["accounts", "projects"] as const) {
      const name = table === "accounts" ? "uidNumbers" : "gidNumbers";
      const inRegistry = await listRegistryNumbers(tx, table);
      const isTaken = (number: number) => inRegistry.has(number) || taken[name].has(number);
      await takeNumbers(tx, name, registry[name], { count: 0, isTaken });
    }
  });
}

/** Makes the person whom the site has named the project's PI. Someone with an address that no one has becomes known. */
async function writePi(tx: Db, { project, who }: PlannedPi, by: AdoptedBy): Promise<boolean> {
  const known = await findProject(tx, project);
  const personId = who.includes("@")
    ? (
        await resolvePerson(
          tx,
          { givenName: "", familyName: who, email: who },
          { source: "adopted", verifiedBy: "file", now: by.now },
        )
      ).id
    : (await findAccountByUsername(tx, who))?.personId;
  if (!known || personId === undefined) return false;
  if (!(await makePi(tx, { projectId: known.id, personId, now: by.now }))) return false;
  const { actor, actorName, now } = by;
  const event = { kind: "adopted", actor, actorName, note: `${who} is the PI` } as const;
  await recordRegistryEvent(tx, { kind: "project", id: known.id }, event, now);
  await wakeUndecidedIn(tx, known.name, now);
  return true;
}
