import type { Client, Entry } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { AccountLockedError } from "../password-store.ts";
import { NameConflictError, type Person } from "../provisioner.ts";
import { findAccountLock, LOCK_ATTRIBUTES } from "./account-lock.ts";
import { below, change, findAll, finder, hasClass, text, texts } from "./entries.ts";
import { furtherClasses } from "./further-classes.ts";
import type { LdapConfig } from "./ldap-session.ts";
import { findNamingContext } from "./naming-context.ts";
import { RESULT, unlessAlready } from "./result-codes.ts";

const NO_LOGIN = "/usr/sbin/nologin";

type PeopleConfig = Pick<
  LdapConfig,
  "peopleDn" | "homeDirectory" | "loginShell" | "sshKeys" | "objectClasses"
>;

/** Keeps people as inetOrgPerson (RFC 2798) and posixAccount (RFC 2307). */
export function peopleStore(config: PeopleConfig) {
  const { peopleDn, homeDirectory, loginShell, sshKeys } = config;
  const find = finder(peopleDn, "posixAccount");
  const toDn = (username: string) => below(peopleDn, { uid: username });
  const root = findNamingContext(peopleDn);

  /** Finds entries of any class with this value anywhere in the directory: their names and numbers are taken. */
  async function findAnywhere(client: Client, by: Readonly<Record<string, string>>): Promise<Entry[]> {
    return findAll(client, await root(client), by, LOCK_ATTRIBUTES);
  }

  /** Finds the entry with our number and our address. Throws `NameConflictError` if the name belongs to someone else. */
  async function findOurs(client: Client, person: Person): Promise<Entry | undefined> {
    const entries = await findAnywhere(client, { uid: person.username });
    const ours = entries.find(
      (entry) => belongsTo(entry, person) && text(entry.uidNumber) === String(person.uidNumber),
    );
    if (!ours && entries[0]) throw nameConflict(person.username, entries[0]);
    return ours;
  }

  function buildEntry(person: Person, gidNumber: number) {
    const { username, uidNumber, givenName, familyName, email } = person;
    const key = sshKeys ? person.sshPublicKey : undefined;
    const further = furtherClasses(config, { ...person, gidNumber });
    return {
      ...further.attributes,
      objectClass: ["inetOrgPerson", "posixAccount", ...(key ? ["ldapPublicKey"] : []), ...further.names],
      ...(key ? { sshPublicKey: key } : {}),
      uid: username,
      cn: `${givenName} ${familyName}`,
      givenName,
      sn: familyName,
      ...(email === null ? {} : { mail: email }),
      uidNumber: String(uidNumber),
      gidNumber: String(gidNumber),
      homeDirectory: homeDirectory.replaceAll("{username}", username),
      loginShell,
    };
  }

  return {
    toDn,
    find,
    findAnywhere,
    findOurs,

    /** Lists every number in use anywhere in the directory. */
    async listNumbers(client: Client, attribute: "uidNumber" | "gidNumber"): Promise<number[]> {
      const filter = `(${attribute}=*)`;
      const { searchEntries } = await client.search(await root(client), {
        filter,
        attributes: [attribute],
        paged: true,
      });
      return searchEntries.flatMap((entry) => texts(entry[attribute]).map(Number));
    },

    /** Makes sure that the person's entry exists; `gidNumber` is that of the primary group. */
    async ensure(client: Client, person: Person, gidNumber: number): Promise<void> {
      if (await findOurs(client, person)) return;
      const dn = toDn(person.username);
      await unlessAlready([RESULT.alreadyExists], client.add(dn, buildEntry(person, gidNumber)));
      // This also checks the result of a lost race: the other entry may be a stranger's, or one that we can't even see.
      if (await findOurs(client, person)) return;
      throw new NameConflictError(`${dn} already exists in LDAP but is hidden from us, so it is not ours.`);
    },

    /** Removes password and shell, so that neither the directory nor a machine lets the person in. Everything else is kept. */
    async disable(client: Client, { dn }: Entry): Promise<void> {
      await client.modify(dn, change("replace", "loginShell", [NO_LOGIN]));
      await client.modify(dn, change("replace", "userPassword", []));
    },

    /** What locks this person out, no matter who did it; after `leave` it is the shell. */
    async findLock(client: Client, person: Person): Promise<string | undefined> {
      const entry = await findOurs(client, person);
      return entry && findAccountLock(entry, loginShell);
    },

    /** Restores the shell; the password can't be restored. Throws `AccountLockedError` for a lock that is not ours. */
    async resume(client: Client, person: Person): Promise<boolean> {
      const entry = await findOurs(client, person);
      if (!entry) return false;
      const isOurs = text(entry.loginShell) === NO_LOGIN;
      const lock = findAccountLock(isOurs ? { ...entry, loginShell } : entry, loginShell);
      if (lock) throw new AccountLockedError(`uid=${person.username} was locked by someone else: ${lock}`);
      if (isOurs) await client.modify(entry.dn, change("replace", "loginShell", [loginShell]));
      return true;
    },

    async erase(client: Client, { username }: Person, entry: Entry): Promise<void> {
      if (text(entry.loginShell) !== NO_LOGIN)
        throw new Failure(`uid=${username} can still log in to LDAP; acct only deletes accounts that can't`);
      await unlessAlready([RESULT.noSuchObject], client.del(entry.dn));
    },

    /** Compares an entry with the registry, one sentence per difference. */
    differences(entry: Entry, { username, uidNumber, email }: Person): string[] {
      const expected = { uidNumber: String(uidNumber), ...(email === null ? {} : { mail: email }) };
      const found = Object.entries(expected)
        .filter(([attribute, value]) => text(entry[attribute]).toLowerCase() !== value.toLowerCase())
        .map(([attribute, value]) => {
          const there = text(entry[attribute]) || "(none)";
          return `uid=${username} has ${attribute} ${there} instead of ${value}`;
        });
      const lock = findAccountLock(entry, loginShell);
      if (lock === "loginShell") return [...found, `uid=${username} is disabled`];
      return lock ? [...found, `uid=${username} is locked (${lock})`] : found;
    },
  };
}

/** Whether this is the login account of a person with this address, which may be any of their addresses. */
export function belongsTo(entry: Entry, { email }: Pick<Person, "email">): boolean {
  const addresses = texts(entry.mail).map((mail) => mail.toLowerCase());
  return hasClass(entry, "posixAccount") && email !== null && addresses.includes(email.toLowerCase());
}

export function nameConflict(username: string, entry: Entry): NameConflictError {
  const what = hasClass(entry, "posixAccount") ? "" : ", no login account";
  return new NameConflictError(
    `uid=${username} belongs to someone else in LDAP (${text(entry.mail) || "no email address"}${what}): ${entry.dn}`,
  );
}
