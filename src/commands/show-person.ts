import { alignColumns } from "../cli/align-columns.ts";
import type { Db } from "../db/client.ts";
import { readPerson } from "../db/read-person.ts";
import type { Person } from "../db/tables/people.ts";
import { describePerson } from "../pipeline/merge-people.ts";
import { describeEvent } from "../view/steps.ts";
import { formatDay } from "./format-day.ts";

/** Describes everything that the registry has of a person, as lines. */
export async function* showPerson(
  db: Db,
  person: Person,
  time: (at: Date) => string,
): AsyncGenerator<string> {
  const { accounts, identities, externalIds, memberships, events, merged } = await readPerson(db, person.id);
  yield describePerson(person);
  yield `Address: ${person.email ?? "none"}`;
  yield `Known from: ${person.source}, ${formatDay(person.createdAt)}`;
  if (merged.length > 0) yield `Merged with: ${merged.map((id) => `person ${id}`).join(", ")}`;
  yield* section("Accounts", [
    ["USERNAME", "UID NUMBER", "STATE", "OUTSIDE"],
    ...accounts.map(({ id, username, uidNumber, removedAt, erasedAt }) => [
      username,
      String(uidNumber),
      erasedAt ? "deleted" : removedAt ? "deactivated" : "active",
      externalIds
        .filter(({ accountId }) => accountId === id)
        .map(({ system, name, seenAt }) => `${name} in ${system} (seen ${formatDay(seenAt)})`)
        .join(", "),
    ]),
  ]);
  yield* section("Identities", [
    ["KIND", "VALUE", "STATE", "KNOWN BY"],
    ...identities.map(({ kind, value, state, verifiedBy }) => [kind, value, state, verifiedBy ?? "nothing"]),
  ]);
  yield* section("Projects", [
    ["PROJECT", "ROLE", "ACCOUNT"],
    ...memberships.map(({ project, role, accountId }) => [
      project,
      role,
      accounts.find(({ id }) => id === accountId)?.username ?? "none",
    ]),
  ]);
  yield* section("History", [
    ["TIME", "WHAT"],
    ...events.map((event) => [time(event.at), describeEvent(event).text]),
  ]);
}

function* section(title: string, [titles = [], ...rows]: readonly (readonly string[])[]): Generator<string> {
  if (rows.length === 0) return;
  yield "";
  yield `${title}:`;
  for (const line of alignColumns([titles, ...rows])) yield `  ${line}`;
}
