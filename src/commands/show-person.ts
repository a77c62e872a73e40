import { alignColumns } from "../cli/align-columns.ts";
import type { Db } from "../db/client.ts";
import { listPendingLinks, type PendingLink } from "../db/pending-links.ts";
import { readPerson } from "../db/read-person.ts";
import type { Person } from "../db/tables/people.ts";
import { describePerson } from "../pipeline/merge-people.ts";
import { describeEvent } from "../view/steps.ts";
import { formatDay } from "./format-day.ts";

/** Describes everything that the registry has of a person, as lines. */
export async function* showPerson(
  db: Db,
  person: Person,
  { time, now }: { readonly time: (at: Date) => string; readonly now: Date },
): AsyncGenerator<string> {
  const { accounts, identities, externalIds, memberships, events, merged } = await readPerson(db, person.id);
  const pending = await listPendingLinks(db, person.id, now);
  yield describePerson(person);
  yield `Address: ${person.email ?? "none"}`;
  yield `Known from: ${person.source}, ${formatDay(person.createdAt)}`;
  if (merged.length > 0) yield `Merged with: ${merged.map((id) => `person ${id}`).join(", ")}`;
  yield* section("Accounts", [
    ["USERNAME", "UID NUMBER", "STATE", "OUTSIDE"],
    ...accounts.map(({ id, username, uidNumber, removedAt, suspendedAt, erasedAt }) => [
      username,
      String(uidNumber),
      erasedAt ? "deleted" : removedAt ? "deactivated" : suspendedAt ? "suspended" : "active",
      externalIds
        .filter(({ accountId }) => accountId === id)
        .map(({ system, name, seenAt }) => `${name} in ${system} (seen ${formatDay(seenAt)})`)
        .join(", "),
    ]),
  ]);
  yield* section("Identities", [
    ["KIND", "VALUE", "STATE", "KNOWN BY"],
    ...identities.map(({ kind, value, state, verifiedBy }) => [
      kind,
      value,
      state,
      verifiedBy ?? describePending(pending.find(({ user }) => kind === "chat" && user === value)),
    ]),
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

/** Says why someone may be this person, what is missing, and until when acct waits for it. */
function describePending(link: PendingLink | undefined): string {
  if (!link) return "nothing";
  const until = `until ${link.until.toISOString().slice(0, 10)}`;
  return link.isProposed
    ? `nothing: an admin proposed it, and they can confirm it in a direct message ${until}`
    : `nothing: their profile shows a known address; they can confirm it with /acct resetpass (kept ${until})`;
}

function* section(title: string, [titles = [], ...rows]: readonly (readonly string[])[]): Generator<string> {
  if (rows.length === 0) return;
  yield "";
  yield `${title}:`;
  for (const line of alignColumns([titles, ...rows])) yield `  ${line}`;
}
