import { type Client, type Entry, EqualityFilter, type Filter } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { type AccountRef, externalIdIn, NameConflictError } from "../provisioner.ts";
import { LOCK_ATTRIBUTES } from "./account-lock.ts";
import { isAdUser } from "./ad-user.ts";
import { isInBranch } from "./dn.ts";
import { findAny, hasClass, text, texts } from "./entries.ts";
import { hasId, ID_ATTRIBUTES, idFilters } from "./entry-id.ts";

const ATTRIBUTES = ["*", ...ID_ATTRIBUTES, ...LOCK_ATTRIBUTES];

/** Finds entries of any class with one of these values anywhere in the directory: their names and numbers are taken. */
export async function findAnywhere(
  client: Client,
  root: string,
  filters: readonly Filter[],
): Promise<Entry[]> {
  return findAny(client, root, filters, ATTRIBUTES);
}

/**
 * Finds the login account of this person, wherever it is in the directory and whatever it is called by now: by its ID, or by
 * our number. Throws `NameConflictError` if the name belongs to someone else, and a `Failure` if someone else seems to have
 * our number.
 */
export async function findPerson(
  client: Client,
  { root, peopleDn }: { readonly root: string; readonly peopleDn: string },
  account: AccountRef,
): Promise<Entry | undefined> {
  const { username, uidNumber } = account;
  const id = externalIdIn(account, "LDAP");
  const entries = await findAnywhere(client, root, [
    ...idFilters(id),
    ...nameFilters(username),
    new EqualityFilter({ attribute: "uidNumber", value: String(uidNumber) }),
  ]);
  // An account may have a second entry in another branch. The one in our branch is the one that acct created.
  const people = entries
    .filter((entry) => hasClass(entry, "posixAccount") || (isAdUser(entry) && hasId(entry, id)))
    .toSorted((a, b) => Number(isInBranch(b.dn, peopleDn)) - Number(isInBranch(a.dn, peopleDn)));
  const ours = people.find((entry) => hasId(entry, id));
  if (ours) return ours;
  const numbered = people.filter((entry) => texts(entry.uidNumber).includes(String(uidNumber)));
  const exact = numbered.find((entry) => isCalled(entry, username));
  if (exact) return exact;
  const namesake = entries.find((entry) => isCalled(entry, username));
  const renamed = numbered.find((entry) => hasAddress(entry, account));
  if (renamed) return renamed;
  if (namesake) throw nameConflict(username, namesake);
  if (numbered[0]) {
    throw new Failure(
      `uidNumber ${uidNumber} of ${username} is ${usernamesIn(numbered[0])[0] ?? ""} in LDAP now (${text(numbered[0].mail) || "no email address"}): ${numbered[0].dn}. If this is the same person, give the entry its name or its address back`,
      { lasts: true },
    );
  }
  return undefined;
}

/** Filters that match entries with this username, also those of Active Directory, which has its own attribute. */
export const nameFilters = (username: string): Filter[] =>
  ["uid", "sAMAccountName"].map((attribute) => new EqualityFilter({ attribute, value: username }));

/** The usernames of an entry. */
export const usernamesIn = (entry: Entry): string[] => {
  const names = texts(entry.uid);
  return names.length > 0 ? names : texts(entry.sAMAccountName);
};

/** Whether the entry has this username. The attribute ignores case (RFC 4519 §2.39). */
export function isCalled(entry: Entry, username: string): boolean {
  return usernamesIn(entry).some((uid) => uid.toLowerCase() === username.toLowerCase());
}

/** Whether one of the entry's addresses is this person's. */
export function hasAddress(entry: Entry, { email }: Pick<AccountRef, "email">): boolean {
  return email !== null && texts(entry.mail).some((mail) => mail.toLowerCase() === email.toLowerCase());
}

export function nameConflict(username: string, entry: Entry): NameConflictError {
  const what = hasClass(entry, "posixAccount") ? "" : ", no login account";
  return new NameConflictError(
    `uid=${username} belongs to someone else in LDAP (${text(entry.mail) || "no email address"}${what}): ${entry.dn}`,
  );
}
