import type { Client, Entry } from "ldapts";
import { LockedError, NamesakeError, type Person } from "../provisioner.ts";
import { below, change, finder, text } from "./entries.ts";
import { furtherClasses } from "./further-classes.ts";
import type { LdapConfig } from "./ldap-session.ts";
import { RESULT, unlessAlready } from "./result-codes.ts";

const NO_LOGIN = "/usr/sbin/nologin";
/** What others write in its place. */
const NO_SHELLS = [NO_LOGIN, "/sbin/nologin", "/usr/bin/nologin", "/bin/false", "/usr/bin/false"];
/** By which an administrator locks somebody for good (draft-behera-ldap-password-policy-11, §5.3.3); a new password lifts it. */
const LOCKED_FOR_GOOD = "000001010000Z";

type PeopleConfig = Pick<
  LdapConfig,
  "peopleDn" | "homeDirectory" | "loginShell" | "sshKeys" | "objectClasses"
>;

/** People as inetOrgPerson (RFC 2798) and posixAccount (RFC 2307). */
export function peopleBelow(config: PeopleConfig) {
  const { peopleDn, homeDirectory, loginShell, sshKeys } = config;
  const find = finder(peopleDn, "posixAccount");
  const dnOf = (username: string) => below(peopleDn, { uid: username });

  /** Ours is who has our number and our address. Throws `NamesakeError` for anybody else of this name. */
  async function findOurs(client: Client, person: Person): Promise<Entry | undefined> {
    const { username, uidNumber, email } = person;
    const entry = await find(client, { uid: username });
    if (!entry) return undefined;
    const mail = text(entry.mail);
    if (entry.uidNumber === String(uidNumber) && mail.toLowerCase() === email.toLowerCase()) return entry;
    throw new NamesakeError(`LDAP has uid=${username} for somebody else (${mail || "no mail address"}).`);
  }

  async function findPolicyLock(client: Client, username: string): Promise<string | undefined> {
    // Operational: it comes only to whoever asks for it by name.
    const attributes = ["pwdAccountLockedTime"];
    const { searchEntries } = await client.search(dnOf(username), { scope: "base", attributes });
    const since = text(searchEntries[0]?.pwdAccountLockedTime);
    return since === LOCKED_FOR_GOOD ? "its pwdAccountLockedTime says that an administrator did" : undefined;
  }

  function entryOf(person: Person, gidNumber: number) {
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
      mail: email,
      uidNumber: String(uidNumber),
      gidNumber: String(gidNumber),
      homeDirectory: homeDirectory.replaceAll("{username}", username),
      loginShell,
    };
  }

  return {
    dnOf,
    find,
    findOurs,

    /** `gidNumber`: of the primary group. */
    async ensure(client: Client, person: Person, gidNumber: number): Promise<void> {
      if (await findOurs(client, person)) return;
      const add = client.add(dnOf(person.username), entryOf(person, gidNumber));
      await unlessAlready([RESULT.alreadyExists], add);
      // Also after a lost race: whoever was faster may have been a stranger.
      await findOurs(client, person);
    },

    /** No password and no shell: neither the directory nor a machine lets them in, and all that is theirs stays. */
    async disable(client: Client, username: string): Promise<void> {
      await client.modify(dnOf(username), change("replace", "loginShell", [NO_LOGIN]));
      await client.modify(dnOf(username), change("replace", "userPassword", []));
    },

    /** How somebody is kept out, in words. `remove` leaves only the first of these behind. */
    async findLock(client: Client, person: Person): Promise<string | undefined> {
      const entry = await findOurs(client, person);
      if (!entry) return undefined;
      const shell = text(entry.loginShell);
      if (NO_SHELLS.includes(shell) && !NO_SHELLS.includes(loginShell)) return `its loginShell is ${shell}`;
      return findPolicyLock(client, person.username);
    },

    /** The shell comes back; the password cannot. Throws `LockedError` for a lock that is not ours. */
    async resume(client: Client, person: Person): Promise<boolean> {
      const { username } = person;
      const entry = await findOurs(client, person);
      if (!entry) return false;
      const shell = text(entry.loginShell);
      const lock =
        shell !== NO_LOGIN && NO_SHELLS.includes(shell) && !NO_SHELLS.includes(loginShell)
          ? `its loginShell is ${shell}`
          : await findPolicyLock(client, username);
      if (lock) throw new LockedError(`somebody else has locked uid=${username}: ${lock}`);
      if (shell === NO_LOGIN) {
        await client.modify(dnOf(username), change("replace", "loginShell", [loginShell]));
      }
      return true;
    },

    async erase(client: Client, { username }: Person, entry: Entry): Promise<void> {
      if (text(entry.loginShell) !== NO_LOGIN)
        throw new Error(`LDAP lets uid=${username} in: it is deleted only after it was shut out`);
      await unlessAlready([RESULT.noSuchObject], client.del(dnOf(username)));
    },

    /** Where an entry is otherwise than the registry has it, a sentence each. */
    differences(entry: Entry, { username, uidNumber, email }: Person): string[] {
      const found = Object.entries({ uidNumber: String(uidNumber), mail: email })
        .filter(([attribute, value]) => text(entry[attribute]).toLowerCase() !== value.toLowerCase())
        .map(([attribute, value]) => {
          const there = text(entry[attribute]) || "(none)";
          return `uid=${username} has ${attribute} ${there} instead of ${value}`;
        });
      // Where nobody has a shell, its absence says nothing.
      const isDisabled = text(entry.loginShell) === NO_LOGIN && loginShell !== NO_LOGIN;
      return isDisabled ? [...found, `uid=${username} is disabled`] : found;
    },
  };
}
