import { AndFilter, type Client, type Entry, EqualityFilter, SubstringFilter } from "ldapts";
import { noGuards } from "../../credentials/login-guard.ts";
import { Failure } from "../../failure/failure.ts";
import type { Directory } from "../directory.ts";
import type { EmailStore } from "../email-store.ts";
import {
  AccountLockedError,
  PasswordRejectedError,
  type PasswordStore,
  PasswordsDeniedError,
} from "../password-store.ts";
import type { Provisioner } from "../provisioner.ts";
import { findAccountLock } from "./account-lock.ts";
import { takeFromCounter } from "./counter.ts";
import { findAll, hasClass, text } from "./entries.ts";
import { groupOfNamesStore, isSameDn } from "./group-of-names-store.ts";
import { ldapPool } from "./ldap-pool.ts";
import { canLogIn, type LdapConfig, ldapGuard } from "./ldap-session.ts";
import { modifyPassword } from "./password-modify.ts";
import { belongsTo, nameConflict, peopleStore } from "./people-store.ts";
import { posixGroupStore } from "./posix-group-store.ts";
import { isAnswer } from "./result-codes.ts";
import { setMail } from "./set-mail.ts";

const MAX_RESULTS = 20;
/** The wording of OpenLDAP, then of the 389 family. */
const OLD_PASSWORD = /not being changed from existing value|history/i;

/** People and projects in a directory with the schema of RFC 2307. */
export function ldap(
  config: LdapConfig,
  guards = noGuards,
): Provisioner & EmailStore & Directory & PasswordStore {
  const people = peopleStore(config);
  const groups = posixGroupStore(config.groupsDn);
  const teams = config.teamsDn === undefined ? undefined : groupOfNamesStore(config.teamsDn);
  const session = ldapPool(config, ldapGuard(config, guards));

  async function addMember(client: Client, username: string, project: string): Promise<void> {
    await groups.add(client, username, project);
    await teams?.add(client, people.toDn(username), project);
  }

  /** Finds what is missing from a project membership, one sentence each. */
  async function lacks(client: Client, username: string, project: string): Promise<string[]> {
    const members = await groups.members(client, project);
    if (!members) return [`group ${project} is missing`];
    const found = members.includes(username) ? [] : [`uid=${username} is not in ${project}`];
    const inTeam = await teams?.members(client, project);
    if (inTeam && !inTeam.some((dn) => isSameDn(dn, people.toDn(username)))) {
      found.push(`uid=${username} is not in the groupOfNames ${project}`);
    }
    return found;
  }

  /** Whether any entry in the directory, of a person or a group, has this value. */
  const isTaken = (by: Readonly<Record<string, string>>) =>
    session(async (client) => (await people.findAnywhere(client, by)).length > 0);

  return {
    name: "LDAP",

    ping: () =>
      session(async (client) => {
        await people.find(client, { uid: "acct" });
      }),

    plan: (planned, { name }) =>
      session(async (client) => {
        const { username } = planned;
        const group = await groups.find(client, { cn: name });
        const named = await people.findAnywhere(client, { uid: username });
        const person = named.find((entry) => belongsTo(entry, planned));
        if (!person && named[0]) throw nameConflict(username, named[0]);
        return [
          { text: `person uid=${username}`, isNew: !person },
          { text: `group ${name} with ${username}`, isNew: !group },
        ];
      }),

    ensure: (person, project) =>
      session(async (client) => {
        const group = (await groups.ensure(client, project)) ? " (new)" : "";
        const { defaultGroup } = config;
        const primary = defaultGroup ? await groups.readGidNumber(client, defaultGroup) : project.gidNumber;
        await people.ensure(client, person, primary);
        await addMember(client, person.username, project.name);
        return `uid=${person.username} uidNumber=${person.uidNumber}, group ${project.name}${group}`;
      }),

    ensureMember: ({ username }, { name }) => session((client) => addMember(client, username, name)),

    leave: (person, { name }) =>
      session(async (client) => {
        const { username } = person;
        const entry = await people.findOurs(client, person);
        if (!entry) return "nothing to remove";
        await groups.take(client, username, name);
        await teams?.take(client, entry.dn, name);
        await people.disable(client, entry);
        return `uid=${username} can no longer log in and was removed from ${name}`;
      }),

    findLock: (person) => session((client) => people.findLock(client, person)),

    resume: (person) =>
      session(async (client) => {
        const isThere = await people.resume(client, person);
        const summary = isThere
          ? `uid=${person.username} can log in again, with a new password`
          : `uid=${person.username} no longer exists`;
        return { summary, needsPassword: true };
      }),

    erase: (person) =>
      session(async (client) => {
        const entry = await people.findOurs(client, person);
        if (!entry) return "nothing to delete";
        await people.erase(client, person, entry);
        return `deleted uid=${person.username}`;
      }),

    setEmail: (person, email) =>
      session(async (client) => {
        const isChanged = await setMail(client, people, person, email);
        return isChanged
          ? `uid=${person.username} has the address ${email} now`
          : `nothing to change for uid=${person.username}`;
      }),

    diff: (person, projects) =>
      session(async (client) => {
        const named = await people.findAnywhere(client, { uid: person.username });
        const entry = named.find((each) => hasClass(each, "posixAccount"));
        if (!entry) return [`uid=${person.username} is missing`];
        const found = people.differences(entry, person);
        for (const { name } of projects) found.push(...(await lacks(client, person.username, name)));
        return found;
      }),

    findUnmanaged: ({ name }, members) =>
      session(async (client) => {
        const known = new Set(members.map(({ username }) => username));
        const there = (await groups.members(client, name)) ?? [];
        const inTeam = (await teams?.members(client, name)) ?? [];
        const ours = members.map(({ username }) => people.toDn(username));
        return [
          ...there.filter((uid) => !known.has(uid)).map((uid) => `uid=${uid} was added to ${name} manually`),
          ...inTeam
            .filter((dn) => !ours.some((each) => isSameDn(dn, each)))
            .map((dn) => `${dn} was added to the groupOfNames ${name} manually`),
        ];
      }),

    findByUsername: (uid) => session(async (client) => takeFirst(await people.findAnywhere(client, { uid }))),
    // This searches only our own branch: elsewhere an address may belong to a mailing list or to a person's second entry.
    findByEmail: (mail) =>
      session(async (client) => takeFirst(await findAll(client, config.peopleDn, { mail }))),
    findByName: (givenName, sn) =>
      session(async (client) => {
        const filters = [
          new EqualityFilter({ attribute: "objectClass", value: "posixAccount" }),
          new EqualityFilter({ attribute: "sn", value: sn }),
          new SubstringFilter({ attribute: "givenName", initial: givenName.slice(0, 1) }),
        ];
        const filter = new AndFilter({ filters });
        const { searchEntries } = await client.search(config.peopleDn, { filter, sizeLimit: MAX_RESULTS });
        return searchEntries.flatMap((entry) => toPerson(entry) ?? []);
      }),
    findGroup: (cn) =>
      session(async (client) => {
        const entry = await groups.find(client, { cn });
        return entry && { name: cn, gidNumber: Number(entry.gidNumber) };
      }),
    ...(config.counterDn === undefined
      ? {}
      : {
          takeNumber: (attribute) =>
            session((client) => takeFromCounter(client, config.counterDn ?? "", attribute)),
        }),
    listNumbers: (attribute) => session((client) => people.listNumbers(client, attribute)),
    isUidNumberTaken: (uidNumber) => isTaken({ uidNumber: String(uidNumber) }),
    isGidNumberTaken: (gidNumber) => isTaken({ gidNumber: String(gidNumber) }),

    async setPassword(person, password) {
      const entry = await session((client) => people.findOurs(client, person));
      if (!entry) throw new Failure(`LDAP has no uid=${person.username}`);
      const lock = findAccountLock(entry, config.loginShell);
      if (lock) throw new AccountLockedError(`uid=${person.username} is locked in LDAP: ${lock}`);
      try {
        await session((client) => modifyPassword(client, entry.dn, password));
      } catch (error) {
        if (needsAdmin(error)) throw new PasswordsDeniedError((error as Error).message, { cause: error });
        // The password was set before we were interrupted and is now rejected as the old one, which is what we wanted.
        const isOld = error instanceof PasswordRejectedError && OLD_PASSWORD.test(error.message);
        if (!isOld || !(await canLogIn({ ...config, bindDn: entry.dn, password }))) throw error;
      }
    },
  };
}

/** Whether the directory responded with more than "not now": retrying won't help until an admin fixes it. */
function needsAdmin(error: unknown): boolean {
  return !(error instanceof PasswordRejectedError) && isAnswer((error as Error).cause);
}

/** Prefers an entry that can log in over entries of other classes. */
function takeFirst(entries: readonly Entry[]) {
  return toPerson(entries.find((entry) => hasClass(entry, "posixAccount")) ?? entries[0]);
}

function toPerson(entry: Entry | undefined) {
  return (
    entry && {
      username: text(entry.uid),
      email: text(entry.mail) || undefined,
      hasAccount: hasClass(entry, "posixAccount"),
    }
  );
}
