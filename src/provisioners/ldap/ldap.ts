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
import { type AccountRef, NameConflictError, type Project, type Provisioner } from "../provisioner.ts";
import { findAccountLock } from "./account-lock.ts";
import { isShutShell } from "./account-state.ts";
import { takeFromCounter } from "./counter.ts";
import { isSameDn } from "./dn.ts";
import { change, findAll, hasClass, text, texts } from "./entries.ts";
import { entryRef } from "./entry-id.ts";
import { hasAddress, isCalled, nameConflict } from "./find-person.ts";
import { groupMemberships } from "./group-memberships.ts";
import { groupOfNamesStore } from "./group-of-names-store.ts";
import { ldapPool } from "./ldap-pool.ts";
import { canLogIn, type LdapConfig, ldapGuard } from "./ldap-session.ts";
import { listDirectory } from "./list-directory.ts";
import { modifyPassword } from "./password-modify.ts";
import { peopleStore, primaryGroups } from "./people-store.ts";
import { posixGroupStore } from "./posix-group-store.ts";
import { isAnswer } from "./result-codes.ts";
import { setMail } from "./set-mail.ts";
import { isSuspended, loginLeft } from "./suspension.ts";

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
  const { teamsDn, bindDn } = config;
  const teams = teamsDn === undefined ? undefined : groupOfNamesStore({ teamsDn, bindDn });
  const session = ldapPool(config, ldapGuard(config, guards));

  /** Finds what is missing from a project membership, one sentence each. */
  async function lacks(client: Client, person: Entry, username: string, project: Project): Promise<string[]> {
    const { name } = project;
    const group = await groups.findOurs(client, project);
    if (!group) return [`group ${name} is missing`];
    const found = groups.differences(group, project);
    if (!texts(group.memberUid).includes(username)) found.push(`uid=${username} is not in ${name}`);
    const inTeam = await teams?.members(client, name);
    if (inTeam && !inTeam.some((dn) => isSameDn(dn, person.dn))) {
      found.push(`uid=${username} is not in the groupOfNames ${name}`);
    }
    return found;
  }

  /** Gives someone who leaves their primary group another one that they are in. Returns the end of a sentence. */
  async function leavePrimaryGroup(client: Client, person: Entry, group: Entry): Promise<string> {
    const gidNumber = text(group.gidNumber);
    // Someone who is suspended gets everything back as it was.
    if (config.defaultGroup !== undefined || isSuspended(person) || text(person.gidNumber) !== gidNumber)
      return "";
    const others = await groups.listOf(client, texts(person.uid));
    const other = others.find((each) => text(each.gidNumber) !== gidNumber);
    if (!other) return ", which is still their primary group";
    await client.modify(person.dn, change("replace", "gidNumber", [text(other.gidNumber)]));
    return `; their primary group is ${text(other.cn)} now`;
  }

  /** Whether any entry in the directory, of a person or a group, has this value. */
  const isTaken = (attribute: string, value: string) =>
    session(async (client) => (await people.findAnywhere(client, attribute, value)).length > 0);

  /** A name or number that someone else has is a difference like any other, so a comparison names it. */
  async function orDifference(look: () => Promise<string[]>): Promise<string[]> {
    try {
      return await look();
    } catch (error) {
      if (error instanceof Failure) return [error.message];
      throw error;
    }
  }

  return {
    name: "LDAP",

    ping: () =>
      session(async (client) => {
        await people.find(client, { uid: "acct" });
      }),

    plan: (planned, { name }) =>
      session(async (client) => {
        const { username } = planned;
        const hasGroup = await groups.isThere(client, name);
        const named = await people.findAnywhere(client, "uid", username);
        const person = named.find((entry) => hasClass(entry, "posixAccount") && hasAddress(entry, planned));
        if (!person && named[0]) throw nameConflict(username, named[0]);
        return [
          { text: `person uid=${username}`, isNew: !person },
          { text: `group ${name} with ${username}`, isNew: !hasGroup },
        ];
      }),

    ensure: (person, project) =>
      session(async (client) => {
        const { username, uidNumber } = person;
        const group = await groups.ensure(client, project);
        const { defaultGroup } = config;
        const primary = defaultGroup ? await groups.readGidNumber(client, defaultGroup) : project.gidNumber;
        const entry = await people.ensure(client, person, primary);
        await groups.add(client, loginName(entry, person), group.entry);
        await teams?.add(client, entry.dn, project.name);
        return {
          summary: `uid=${username} uidNumber=${uidNumber}, group ${project.name}${group.isNew ? " (new)" : ""}`,
          ...idsOf(entry, group.entry),
        };
      }),

    ensureMember: (account, project) =>
      session(async (client) => {
        const entry = await people.findOurs(client, account);
        if (!entry) throw new Failure(`LDAP has no uid=${account.username}`);
        const group = await groups.ensure(client, project);
        await groups.add(client, loginName(entry, account), group.entry);
        await teams?.add(client, entry.dn, project.name);
        return idsOf(entry, group.entry);
      }),

    leave: (account, project) =>
      session(async (client) => {
        const { username } = account;
        const entry = await people.findOurs(client, account);
        const group = await groups.findOurs(client, project);
        const names = [...new Set([username, ...texts(entry?.uid)])];
        const dns = [...new Set([people.toDn(username), ...(entry ? [entry.dn] : [])])];
        let isRemoved = false;
        for (const name of names) {
          if (group && (await groups.take(client, name, group))) isRemoved = true;
        }
        for (const dn of dns) {
          if (await teams?.take(client, dn, project.name)) isRemoved = true;
        }
        const rest = entry && group ? await leavePrimaryGroup(client, entry, group) : "";
        if (!isRemoved && rest === "") return "nothing to remove";
        return `uid=${names.at(-1)} was removed from ${project.name}${rest}`;
      }),

    suspend: (person) =>
      session(async (client) => {
        const entry = await people.findOurs(client, person);
        if (!entry) return "nothing to lock";
        await people.suspend(client, entry);
        return `uid=${text(entry.uid)} can no longer log in${isCalled(entry, person.username) ? "" : ` (${person.username} was renamed)`}`;
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

    findAccess: (person) =>
      session((client) =>
        orDifference(async () => {
          const entry = await people.findOurs(client, person).catch((error: unknown) => {
            // The name belongs to someone else by now, and so does what it gives access to.
            if (error instanceof NameConflictError) return "elsewhere" as const;
            throw error;
          });
          if (entry === "elsewhere") return [];
          const usernames = [...new Set([person.username, ...texts(entry?.uid)])];
          const dns = [...new Set([people.toDn(person.username), ...(entry ? [entry.dn] : [])])];
          return [
            ...(entry ? loginLeft(entry, config.loginShell) : []),
            ...(await groupMemberships(client, await people.root(client), { usernames, dns })),
          ];
        }),
      ),

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
      session((client) =>
        orDifference(async () => {
          const entry = await people.findOurs(client, person);
          if (!entry) return [`uid=${person.username} is missing`];
          const { defaultGroup } = config;
          const primary = defaultGroup
            ? [await groups.readGidNumber(client, defaultGroup)]
            : primaryGroups(projects);
          const found = people.differences(entry, person, primary);
          found.push(...(await people.sharedNumber(client, entry, person)));
          for (const project of projects) {
            found.push(
              ...(await orDifference(() => lacks(client, entry, loginName(entry, person), project))),
            );
          }
          return found;
        }),
      ),

    list: (onProgress) =>
      session((client) => {
        const { campusIdAttribute = "employeeNumber", loginShell } = config;
        const options = { campusIdAttribute, noShells: isShutShell(loginShell), now: new Date() };
        return listDirectory(client, config, options, onProgress);
      }),

    findUnmanaged: (project, members) =>
      session((client) =>
        orDifference(async () => {
          const { name } = project;
          const known = new Set(members.map(({ username }) => username));
          const there = texts((await groups.findOurs(client, project))?.memberUid);
          const inTeam = (await teams?.members(client, name)) ?? [];
          const ours = members.map(({ username }) => people.toDn(username));
          return [
            ...there
              .filter((uid) => !known.has(uid))
              .map((uid) => `uid=${uid} was added to ${name} manually`),
            ...inTeam
              .filter((dn) => !ours.some((each) => isSameDn(dn, each)))
              .map((dn) => `${dn} was added to the groupOfNames ${name} manually`),
          ];
        }),
      ),

    findByUsername: (uid) =>
      session(async (client) => takeFirst(await people.findAnywhere(client, "uid", uid))),
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
        const entry = await groups.find(client, cn);
        return entry && { name: cn, gidNumber: Number(entry.gidNumber) };
      }),
    ...(config.counterDn === undefined
      ? {}
      : {
          takeNumber: (attribute) =>
            session((client) => takeFromCounter(client, config.counterDn ?? "", attribute)),
        }),
    listNumbers: (attribute) => session((client) => people.listNumbers(client, attribute)),
    isUidNumberTaken: (uidNumber) => isTaken("uidNumber", String(uidNumber)),
    isGidNumberTaken: (gidNumber) => isTaken("gidNumber", String(gidNumber)),

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

/** What the person logs in with: the name in the directory, if someone has renamed them. */
const loginName = (entry: Entry, { username }: AccountRef) =>
  isCalled(entry, username) ? username : text(entry.uid);

const idsOf = (person: Entry, group: Entry) => ({
  account: entryRef(person, text(person.uid)),
  project: entryRef(group, text(group.cn)),
});

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
