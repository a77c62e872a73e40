import {
  AndFilter,
  Attribute,
  Change,
  type Client,
  DN,
  type Entry,
  EqualityFilter,
  SubstringFilter,
} from "ldapts";
import pLimit from "p-limit";
import type { Directory } from "../directory.ts";
import { PasswordRefusedError, type Passwords } from "../passwords.ts";
import { NamesakeError, type Person, type Project, type Provisioner } from "../provisioner.ts";
import { takeFromCounter } from "./counter.ts";
import { canLogIn, type LdapConfig, unlessAlready, withLdap } from "./ldap-session.ts";
import { modifyPassword } from "./password-modify.ts";
import { teamsBelow } from "./teams.ts";

const ALREADY_EXISTS = 68;
const TYPE_OR_VALUE_EXISTS = 20;
const NO_SUCH_ATTRIBUTE = 16;
const NO_SUCH_OBJECT = 32;
const A_HANDFUL = 20;
const NO_LOGIN = "/usr/sbin/nologin";
/** OpenLDAP's words, then those of the 389 family. */
const OLD_PASSWORD = /not being changed from existing value|history/i;

/** People as inetOrgPerson and posixAccount, projects as posixGroup with memberUid (RFC 2307). */
export function ldap(config: LdapConfig): Provisioner & Directory & Passwords {
  const { peopleDn, groupsDn } = config;
  const people = finder(peopleDn, "posixAccount");
  const groups = finder(groupsDn, "posixGroup");
  const teams = config.teamsDn === undefined ? undefined : teamsBelow(config.teamsDn);
  const connections = pLimit(config.maxConnections);
  // A connection of its own for each piece of work: a server that was restarted is found again by the next one.
  const session = <T>(work: (client: Client) => Promise<T>) => connections(() => withLdap(config, work));

  return {
    name: "LDAP",

    plan: ({ username }, { name }) =>
      session(async (client) => {
        const [group, person] = [await groups(client, { cn: name }), await people(client, { uid: username })];
        return [
          `person uid=${username}${person ? "" : " (new)"}`,
          `group ${name}${group ? "" : " (new)"}, +${username}`,
        ];
      }),

    ensure: (person, project) =>
      session(async (client) => {
        const group = (await ensureGroup(client, project)) ? " (new)" : "";
        await ensurePerson(client, person, project);
        await addMember(client, person.username, project);
        return `uid=${person.username} uidNumber=${person.uidNumber}, group ${project.name}${group}`;
      }),

    ensureMember: ({ username }, project) => session((client) => addMember(client, username, project)),

    remove: (person, { name }) =>
      session(async (client) => {
        if (!(await isThere(client, person))) return "nothing to take";
        await takeMember(client, person.username, name);
        await disable(client, person.username);
        return `uid=${person.username} cannot log in and is not in ${name} any more`;
      }),

    erase: (person) =>
      session(async (client) => {
        if (!(await isThere(client, person))) return "nothing to delete";
        const entry = await people(client, { uid: person.username });
        if (text(entry?.loginShell) !== NO_LOGIN)
          throw new Error(`LDAP lets uid=${person.username} in: it is deleted only after it was shut out`);
        await unlessAlready([NO_SUCH_OBJECT], client.del(below(peopleDn, { uid: person.username })));
        return `uid=${person.username} is deleted`;
      }),

    compare: (person, projects) =>
      session(async (client) => {
        const entry = await people(client, { uid: person.username });
        if (!entry) return [`uid=${person.username} is missing`];
        const found = differences(entry, person);
        // Where nobody has a shell, its absence says nothing.
        if (text(entry.loginShell) === NO_LOGIN && config.loginShell !== NO_LOGIN) {
          found.push(`uid=${person.username} is disabled`);
        }
        for (const { name } of projects) {
          const group = await groups(client, { cn: name });
          const members = [group?.memberUid ?? []].flat().map(String);
          if (!group) found.push(`group ${name} is missing`);
          else if (!members.includes(person.username)) found.push(`uid=${person.username} is not in ${name}`);
        }
        return found;
      }),

    findExtras: ({ name }, members) =>
      session(async (client) => {
        const group = await groups(client, { cn: name });
        const known = new Set(members.map(({ username }) => username));
        const there = [group?.memberUid ?? []].flat().map(String);
        return there.filter((uid) => !known.has(uid)).map((uid) => `uid=${uid} is in ${name}, by hand`);
      }),

    findByUsername: (uid) => session(async (client) => personOf(await people(client, { uid }))),
    findByEmail: (mail) => session(async (client) => personOf(await people(client, { mail }))),
    findByName: (givenName, sn) =>
      session(async (client) => {
        const filters = [
          new EqualityFilter({ attribute: "objectClass", value: "posixAccount" }),
          new EqualityFilter({ attribute: "sn", value: sn }),
          new SubstringFilter({ attribute: "givenName", initial: givenName.slice(0, 1) }),
        ];
        const filter = new AndFilter({ filters });
        const { searchEntries } = await client.search(peopleDn, { filter, sizeLimit: A_HANDFUL });
        return searchEntries.flatMap((entry) => personOf(entry) ?? []);
      }),
    findGroup: (cn) =>
      session(async (client) => {
        const entry = await groups(client, { cn });
        return entry && { name: cn, gidNumber: Number(entry.gidNumber) };
      }),
    ...(config.counterDn === undefined
      ? {}
      : {
          takeNumber: (attribute) =>
            session((client) => takeFromCounter(client, config.counterDn ?? "", attribute)),
        }),
    isUidNumberTaken: (uidNumber) =>
      session(async (client) => !!(await people(client, { uidNumber: String(uidNumber) }))),
    isGidNumberTaken: (gidNumber) =>
      session(async (client) => !!(await groups(client, { gidNumber: String(gidNumber) }))),

    async setPassword({ username }, password) {
      const dn = below(peopleDn, { uid: username });
      try {
        await session((client) => modifyPassword(client, dn, password));
      } catch (error) {
        // Set before we were interrupted, and now refused because it is the old one: that is what was wanted.
        const isOld = error instanceof PasswordRefusedError && OLD_PASSWORD.test(error.message);
        if (!isOld || !(await canLogIn({ ...config, bindDn: dn, password }))) throw error;
      }
    },
  };

  async function ensurePerson(client: Client, person: Person, project: Project): Promise<void> {
    if (await isThere(client, person)) return;
    await unlessAlready(
      [ALREADY_EXISTS],
      client.add(below(peopleDn, { uid: person.username }), entryOf(person, project)),
    );
    // Also after a lost race: whoever was faster may have been a stranger.
    await isThere(client, person);
  }

  /** Ours is who has our number and our address. Throws `NamesakeError` for anybody else of this name. */
  async function isThere(client: Client, { username, uidNumber, email }: Person): Promise<boolean> {
    const entry = await people(client, { uid: username });
    if (!entry) return false;
    const mail = text(entry.mail);
    if (entry.uidNumber === String(uidNumber) && mail.toLowerCase() === email.toLowerCase()) return true;
    throw new NamesakeError(`LDAP has uid=${username} for somebody else (${mail || "no mail address"}).`);
  }

  function entryOf(person: Person, { gidNumber }: Project) {
    const { username, uidNumber, givenName, familyName, email } = person;
    const key = config.sshKeys ? person.sshPublicKey : undefined;
    return {
      objectClass: ["inetOrgPerson", "posixAccount", ...(key ? ["ldapPublicKey"] : [])],
      ...(key ? { sshPublicKey: key } : {}),
      uid: username,
      cn: `${givenName} ${familyName}`,
      givenName,
      sn: familyName,
      mail: email,
      uidNumber: String(uidNumber),
      gidNumber: String(gidNumber),
      homeDirectory: config.homeDirectory.replaceAll("{username}", username),
      loginShell: config.loginShell,
    };
  }

  /** True when it made the group. */
  async function ensureGroup(client: Client, { name, gidNumber, description }: Project): Promise<boolean> {
    const entry = await groups(client, { cn: name });
    if (entry && entry.gidNumber !== String(gidNumber)) {
      throw new NamesakeError(
        `LDAP has a group ${name} that is not ours: gidNumber ${text(entry.gidNumber)}.`,
      );
    }
    if (entry) return false;
    const attributes = { objectClass: "posixGroup", cn: name, gidNumber: String(gidNumber) };
    await unlessAlready(
      [ALREADY_EXISTS],
      client.add(below(groupsDn, { cn: name }), description ? { ...attributes, description } : attributes),
    );
    return true;
  }

  async function takeMember(client: Client, username: string, project: string): Promise<void> {
    const modification = new Attribute({ type: "memberUid", values: [username] });
    const take = client.modify(
      below(groupsDn, { cn: project }),
      new Change({ operation: "delete", modification }),
    );
    await unlessAlready([NO_SUCH_ATTRIBUTE, NO_SUCH_OBJECT], take);
    await teams?.take(client, below(peopleDn, { uid: username }), project);
  }

  /** No password and no shell: neither the directory nor a machine lets them in, and all that is theirs stays. */
  async function disable(client: Client, username: string): Promise<void> {
    const dn = below(peopleDn, { uid: username });
    const shell = new Attribute({ type: "loginShell", values: [NO_LOGIN] });
    await client.modify(dn, new Change({ operation: "replace", modification: shell }));
    const password = new Attribute({ type: "userPassword", values: [] });
    await client.modify(dn, new Change({ operation: "replace", modification: password }));
  }

  async function addMember(client: Client, username: string, { name }: Project): Promise<void> {
    const modification = new Attribute({ type: "memberUid", values: [username] });
    const add = client.modify(below(groupsDn, { cn: name }), new Change({ operation: "add", modification }));
    await unlessAlready([TYPE_OR_VALUE_EXISTS], add);
    await teams?.add(client, below(peopleDn, { uid: username }), name);
  }
}

/** Where the entry of a person is otherwise than the registry has it. */
function differences(entry: Entry, { username, uidNumber, email }: Person): string[] {
  const expected = { uidNumber: String(uidNumber), mail: email };
  return Object.entries(expected)
    .filter(([attribute, value]) => text(entry[attribute]).toLowerCase() !== value.toLowerCase())
    .map(
      ([attribute, value]) =>
        `uid=${username} has ${attribute} ${text(entry[attribute]) || "(none)"} instead of ${value}`,
    );
}

/** Finds the one entry of a class below a DN by an attribute's value, which the library escapes. */
function finder(baseDn: string, objectClass: string) {
  return async (client: Client, by: Readonly<Record<string, string>>): Promise<Entry | undefined> => {
    const filters = Object.entries({ objectClass, ...by }).map(
      ([attribute, value]) => new EqualityFilter({ attribute, value }),
    );
    const { searchEntries } = await client.search(baseDn, { filter: new AndFilter({ filters }) });
    return searchEntries[0];
  };
}

function personOf(entry: Entry | undefined) {
  return entry && { username: text(entry.uid), email: text(entry.mail) || undefined };
}

function below(baseDn: string, rdn: Readonly<Record<string, string>>): string {
  return `${new DN({ ...rdn }).toString()},${baseDn}`;
}

function text(value: Entry[string] | undefined): string {
  return String(Array.isArray(value) ? value[0] : (value ?? ""));
}
