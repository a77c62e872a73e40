import { type Client, type Entry, EqualityFilter } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { type AccountRef, NameConflictError, type Person, type Project } from "../provisioner.ts";
import { toChange } from "../to-change.ts";
import { findAccountLock } from "./account-lock.ts";
import { isAdUser, refuseAdUser } from "./ad-user.ts";
import { isSameDn } from "./dn.ts";
import { below, finder, hasClass, text, texts } from "./entries.ts";
import { entryNames, NAME_ATTRIBUTES, namesIn } from "./entry-names.ts";
import { findAnywhere, findPerson, hasAddress, isCalled, nameFilters, usernamesIn } from "./find-person.ts";
import { furtherClasses } from "./further-classes.ts";
import type { LdapConfig } from "./ldap-session.ts";
import { findNamingContext } from "./naming-context.ts";
import { RESULT, unlessAlready } from "./result-codes.ts";
import { isSuspended, resumeEntry, suspendEntry, usableKeys } from "./suspension.ts";

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
  const homeOf = (username: string) => homeDirectory.replaceAll("{username}", username);

  async function findOurs(client: Client, account: AccountRef): Promise<Entry | undefined> {
    return findPerson(client, { root: await root(client), peopleDn }, account);
  }

  function buildEntry(person: Person, gidNumber: number) {
    const { username, uidNumber, email } = person;
    const key = sshKeys ? person.sshPublicKey : undefined;
    const further = furtherClasses(config, { ...person, gidNumber });
    return {
      ...further.attributes,
      objectClass: ["inetOrgPerson", "posixAccount", ...(key ? ["ldapPublicKey"] : []), ...further.names],
      ...(key ? { sshPublicKey: key } : {}),
      uid: username,
      ...entryNames(person),
      ...(email === null ? {} : { mail: email }),
      uidNumber: String(uidNumber),
      gidNumber: String(gidNumber),
      homeDirectory: homeOf(username),
      loginShell,
    };
  }

  return {
    toDn,
    find,
    findOurs,
    root,

    /** Finds entries of any class with this value anywhere in the directory. */
    async findAnywhere(client: Client, attribute: string, value: string): Promise<Entry[]> {
      const filters = attribute === "uid" ? nameFilters(value) : [new EqualityFilter({ attribute, value })];
      return findAnywhere(client, await root(client), filters);
    },

    /** Finds login accounts of others that have this person's number, and with it this person's files. */
    async sharedNumber(client: Client, ours: Entry, { uidNumber }: Person): Promise<string[]> {
      const filters = [new EqualityFilter({ attribute: "uidNumber", value: String(uidNumber) })];
      const found = await findAnywhere(client, await root(client), filters);
      return found
        .filter((entry) => hasClass(entry, "posixAccount") && !isSameDn(entry.dn, ours.dn))
        .map((entry) => `uidNumber ${uidNumber} is also that of ${entry.dn}`);
    },

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

    /** Makes sure that the person's entry exists, and returns it; `gidNumber` is that of the primary group. */
    async ensure(client: Client, person: Person, gidNumber: number): Promise<Entry> {
      const before = await findOurs(client, person);
      if (before) return before;
      const dn = toDn(person.username);
      await unlessAlready([RESULT.alreadyExists], client.add(dn, buildEntry(person, gidNumber)));
      // This also checks the result of a lost race: the other entry may be a stranger's, or one that we can't even see.
      const made = await findOurs(client, person);
      if (made) return made;
      throw new NameConflictError(`${dn} already exists in LDAP but is hidden from us, so it is not ours.`);
    },

    suspend: suspendEntry,

    /** What locks this person out, no matter who did it; after `suspend` it is our own lock. */
    async findLock(client: Client, person: Person): Promise<string | undefined> {
      const entry = await findOurs(client, person);
      return entry && findAccountLock(entry, loginShell);
    },

    /** Undoes `suspend`; the password can't be restored. Throws `AccountLockedError` for a lock that is not ours. */
    async resume(client: Client, person: Person): Promise<boolean> {
      const entry = await findOurs(client, person);
      if (entry) await resumeEntry(client, entry, loginShell);
      return entry !== undefined;
    },

    async erase(client: Client, { username }: Person, entry: Entry): Promise<void> {
      refuseAdUser(entry, "delete the user there");
      if (!isSuspended(entry))
        throw new Failure(`uid=${username} can still log in to LDAP; acct only deletes accounts that can't`);
      await unlessAlready([RESULT.noSuchObject], client.del(entry.dn));
    },

    /** Compares an entry with the registry, one sentence per difference. `groups` are the numbers of the groups that may be the primary one. */
    differences(entry: Entry, person: Person, groups: readonly number[]): string[] {
      const { username, uidNumber, email } = person;
      const name = `uid=${username}`;
      const lock = findAccountLock(entry, loginShell);
      const homes = [username, ...(person.formerUsernames ?? [])].map(homeOf);
      const isPosix = !isAdUser(entry);
      const expected: Readonly<Record<string, string>> = !isPosix
        ? {}
        : person.adopted
          ? { uidNumber: String(uidNumber) }
          : {
              uidNumber: String(uidNumber),
              ...entryNames(person),
              homeDirectory:
                homes.find((home) => texts(entry.homeDirectory).includes(home)) ?? homeOf(username),
              ...(lock === "loginShell" ? {} : { loginShell }),
            };
      const differs = ([attribute, value]: [string, string]) => !texts(entry[attribute]).includes(value);
      const changed = Object.entries(expected).filter(differs);
      // One command takes over all of the names.
      const [named] = changed.map(([attribute]) => attribute).filter((one) => NAME_ATTRIBUTES.includes(one));
      const key = sshKeys && person.sshPublicKey ? person.sshPublicKey : undefined;
      const isPrimary = groups.length === 0 || groups.includes(Number(text(entry.gidNumber)));
      return [
        ...(isCalled(entry, username)
          ? []
          : [
              `${isPosix ? `uidNumber ${uidNumber} of ` : ""}${username} is ${usernamesIn(entry)[0] ?? "(no name)"} now${isPosix ? `; ${toChange("set-username", username, text(entry.uid))}` : ""}`,
            ]),
        ...(hasClass(entry, "posixAccount") || !isPosix ? [] : [`${name} is not a login account`]),
        ...changed.map(([attribute, value]) => {
          const what = `${name} has ${attribute} ${text(entry[attribute]) || "(none)"} instead of ${value}`;
          return attribute === named
            ? `${what}; ${toChange("set-name", username, ...namesIn(entry, person))}`
            : what;
        }),
        ...(email === null || hasAddress(entry, person)
          ? []
          : [
              `${name} has mail ${texts(entry.mail).join(", ") || "(none)"} instead of ${email}; ${toChange("set-email", username, text(entry.mail))}`,
            ]),
        ...(isPrimary || person.adopted
          ? []
          : [
              `${name} has the primary group ${text(entry.gidNumber) || "(none)"} instead of ${groups.join(" or ")}`,
            ]),
        ...(key === undefined || usableKeys(entry).includes(key)
          ? []
          : [`${name} lacks the SSH key from the request`]),
        ...(lock === undefined
          ? []
          : [lock === "loginShell" ? `${name} is disabled` : `${name} is locked (${lock})`]),
      ];
    },
  };
}

/** The numbers of the groups that may be a person's primary group: those of their projects. */
export const primaryGroups = (projects: readonly Project[]): number[] =>
  projects.map(({ gidNumber }) => gidNumber);
