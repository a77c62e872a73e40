import type { Client } from "ldapts";
import { accountState, type JudgedState, STATE_ATTRIBUTES } from "./account-state.ts";
import { isSameDn, parseDn } from "./dn.ts";
import { findAny } from "./entries.ts";
import { nameFilters } from "./find-person.ts";
import { isOfClass, type RawEntry, valuesOf } from "./raw-entry.ts";
import { readEntry } from "./search-pages.ts";

const ATTRIBUTES = [
  "objectClass",
  "uid",
  "sAMAccountName",
  "gidNumber",
  "objectSid",
  "primaryGroupID",
  ...STATE_ATTRIBUTES,
] as const;

/** Reads a person's entry with its usernames and its state; undefined if there is none, or if we may not see it. */
export async function findSubject(
  client: Client,
  dn: string,
  attributes: readonly string[] = [],
): Promise<RawEntry | undefined> {
  // The empty DN names the server's own entry (RFC 4512 §5.1).
  if (!parseDn(dn)?.length) return undefined;
  return readEntry(client, dn, [...ATTRIBUTES, ...attributes]);
}

/** The usernames of an entry, also of one in Active Directory. */
export function subjectNames(entry: RawEntry): readonly string[] {
  const names = valuesOf(entry, "uid");
  return names.length > 0 ? names : valuesOf(entry, "samaccountname");
}

/** Whether the entry may be used. Many people have no shell, which says nothing about them. */
export function subjectState(entry: RawEntry, now: Date): JudgedState {
  const required = isOfClass(entry, "user") ? "userAccountControl" : undefined;
  return accountState(entry.values, { now, ignoresShell: true, required });
}

/** Finds another entry with one of these usernames. Then the username alone doesn't say whom it means. */
export async function findSubjectNamesake(
  client: Client,
  root: string,
  entry: RawEntry,
  names: readonly string[],
): Promise<string | undefined> {
  if (names.length === 0) return undefined;
  const found = await findAny(client, root, names.flatMap(nameFilters), ["uid"]);
  return found.find(({ dn }) => !isSameDn(dn, entry.dn))?.dn;
}
