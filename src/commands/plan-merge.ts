import { findAccountById } from "../db/accounts.ts";
import type { Db } from "../db/client.ts";
import { listAccountProjects } from "../db/projects.ts";
import { readPerson } from "../db/read-person.ts";
import type { Person } from "../db/tables/people.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { describePerson } from "../pipeline/merge-people.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";
import { describeBelongings } from "../view/describe-belongings.ts";

interface PlanMergeDeps {
  readonly db: Db;
  readonly provisioners: readonly Provisioner[];
}

type Side = Awaited<ReturnType<typeof readPerson>>;

/**
 * Describes what merging two people would do, as lines: what both have in the registry and in each system, what becomes of it, and how
 * it can be undone. Changes nothing. A system that doesn't respond is said to, and keeps nobody from merging.
 */
export async function* planMerge(kept: Person, merged: Person, deps: PlanMergeDeps): AsyncGenerator<string> {
  const [keptSide, mergedSide] = [await readPerson(deps.db, kept.id), await readPerson(deps.db, merged.id)];
  yield* describeSide(`${describePerson(kept)} stays`, kept, keptSide, deps);
  yield* describeSide(
    `${describePerson(merged)} is merged, and everything moves to person ${kept.id}`,
    merged,
    mergedSide,
    deps,
  );
  yield "What changes:";
  yield* describeChanges(kept, merged, keptSide, mergedSide).map((line) => `  ${line}`);
  for (const { joinsForGood } of deps.provisioners) if (joinsForGood) yield `  ${joinsForGood}`;
}

async function* describeSide(
  title: string,
  { email }: Person,
  { accounts, identities, memberships }: Side,
  deps: PlanMergeDeps,
): AsyncGenerator<string> {
  yield `${title}:`;
  yield `  Address: ${email ?? "none"}`;
  yield `  Accounts: ${list(accounts.map(({ username, removedAt, suspendedAt }) => `${username}${removedAt ? " (deactivated)" : suspendedAt ? " (suspended)" : ""}`))}`;
  yield `  Projects: ${list(memberships.map(({ project, role }) => `${project} (${role})`))}`;
  yield `  Identities: ${list(identities.map(({ kind, value, state }) => `${kind} ${value} (${state})`))}`;
  for (const { id, erasedAt } of accounts) if (!erasedAt) yield* describeOwned(id, deps);
}

/** What the account has in each system that has owners. It stays with the account. */
async function* describeOwned(
  accountId: number,
  { db, provisioners }: PlanMergeDeps,
): AsyncGenerator<string> {
  const account = await findAccountById(db, accountId);
  if (!account) return;
  const projects = await listAccountProjects(db, accountId);
  for (const { name, belongings } of provisioners) {
    if (!belongings) continue;
    const owned = await belongings.count(account, projects).then(
      (counted) => describeBelongings(counted) || "nothing",
      (error: unknown) => `could not be counted: ${describeForOperator(error)}`,
    );
    yield `  ${account.username} in ${name}: ${owned}`;
  }
}

function describeChanges(kept: Person, merged: Person, keptSide: Side, mergedSide: Side): string[] {
  const repeated = mergedSide.identities.filter((one) =>
    keptSide.identities.some(({ kind, value }) => kind === one.kind && value === one.value),
  );
  const twice = mergedSide.memberships.filter(
    ({ project, accountId }) =>
      accountId === null &&
      keptSide.memberships.some((other) => other.accountId === null && other.project === project),
  );
  return [
    "The accounts stay two accounts, each with its name, number, password, and files: nothing changes in any system.",
    kept.email === null && merged.email !== null
      ? `Person ${kept.id} has no address and gets ${merged.email}.`
      : `The name and address of person ${kept.id} stay; those of person ${merged.id} are only in the history.`,
    ...repeated.map(({ kind, value }) => `Both have the identity ${kind} ${value}: one of the two goes.`),
    ...twice.map(({ project }) => `Both decide for ${project} without an account: they will do so once.`),
    `This can be undone: acct person split ${kept.id} gives both back what they have now.`,
  ];
}

const list = (items: readonly string[]) => (items.length === 0 ? "none" : items.join(", "));
