import type { RosterEntry } from "../../db/tables/memberships.ts";
import { fullName } from "../../view/full-name.ts";

/** How people read who it is: "Amy Ash (aash)". */
export function describeMember(entry: Pick<RosterEntry, "givenName" | "familyName" | "username" | "email">) {
  const name = fullName(entry);
  const handle = entry.username ?? entry.email ?? "";
  return name === "" ? handle : handle === "" ? name : `${name} (${handle})`;
}

/** What names them in a form or a button: the username or, without an account, the number of the person. */
export const handleOf = ({ username, personId }: Pick<RosterEntry, "username" | "personId">): string =>
  username ?? `person:${personId}`;

/** Finds whom a form, a button, or a person names, by username, address, or as above. */
export function findNamed(roster: readonly RosterEntry[], named: string): RosterEntry | undefined {
  const wanted = named.trim().toLowerCase();
  return roster.find(
    (entry) => handleOf(entry).toLowerCase() === wanted || entry.email?.toLowerCase() === wanted,
  );
}
