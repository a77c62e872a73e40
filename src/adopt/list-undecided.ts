import type { ConflictSubject } from "../db/names.ts";
import { fullName } from "../view/full-name.ts";
import { accountName } from "./account-name.ts";
import type { AdoptionPlan } from "./adoption-plan.ts";
import type { Conflict } from "./conflict.ts";
import { keyOf } from "./key-of.ts";
import { projectKey } from "./match-projects.ts";

/** An account or project on which someone has to decide. */
export interface Undecided {
  readonly subject: ConflictSubject;
  /** By `keyOf` or `projectKey`. */
  readonly key: string;
  readonly system: string;
  readonly id: string;
  readonly name: string;
  /** The full name and the main address of the account's person; empty if the system has none. */
  readonly person: string;
  readonly email: string;
  readonly kind: string;
  /** What is wrong, in a sentence without a period. */
  readonly why: string;
  /** The usernames, or project names, that it may be the same as. */
  readonly mayBe: readonly string[];
}

/** The conflicts within one system, whose candidates are the accounts themselves. */
const CLASHES: ReadonlySet<string> = new Set<Conflict["kind"]>([
  "shared-number",
  "shared-address",
  "same-username",
]);

/** Lists everything in a plan on which someone has to decide. An account can be in several conflicts, and is listed once. */
export function listUndecided({
  conflicts,
  projectConflicts,
}: Pick<AdoptionPlan, "conflicts" | "projectConflicts">): Undecided[] {
  const listed = new Map<string, Undecided>();
  for (const { undecided, candidates, kind, why } of conflicts) {
    for (const account of undecided) {
      const key = keyOf(account);
      if (listed.has(key)) continue;
      const { system, id, username: name, emails, givenName = "", familyName = "" } = account;
      const mayBe = candidates.filter((one) => !CLASHES.has(kind) || one !== accountName(name));
      const person = fullName({ givenName, familyName });
      const email = emails[0] ?? "";
      listed.set(key, { subject: "account", key, system, id, name, person, email, kind, why, mayBe });
    }
  }
  for (const { project, kind, candidates: mayBe, why } of projectConflicts) {
    const { system, id, name } = project;
    const key = projectKey(project);
    listed.set(key, { subject: "project", key, system, id, name, person: "", email: "", kind, why, mayBe });
  }
  return [...listed.values()];
}
