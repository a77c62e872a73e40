import type { Client, Entry } from "ldapts";
import { Failure } from "../../failure.ts";
import { NamesakeError, type Person, type Project } from "../provisioner.ts";
import { below, change, finder, text } from "./entries.ts";
import type { LdapConfig } from "./ldap-session.ts";
import { RESULT, unlessAlready } from "./result-codes.ts";

const NO_LOGIN = "/usr/sbin/nologin";

type PeopleConfig = Pick<LdapConfig, "peopleDn" | "homeDirectory" | "loginShell" | "sshKeys">;

/** People as inetOrgPerson (RFC 2798) and posixAccount (RFC 2307). */
export function peopleBelow({ peopleDn, homeDirectory, loginShell, sshKeys }: PeopleConfig) {
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

  function entryOf(person: Person, { gidNumber }: Project) {
    const { username, uidNumber, givenName, familyName, email } = person;
    const key = sshKeys ? person.sshPublicKey : undefined;
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
      homeDirectory: homeDirectory.replaceAll("{username}", username),
      loginShell,
    };
  }

  return {
    dnOf,
    find,
    findOurs,

    async ensure(client: Client, person: Person, project: Project): Promise<void> {
      if (await findOurs(client, person)) return;
      const add = client.add(dnOf(person.username), entryOf(person, project));
      await unlessAlready([RESULT.alreadyExists], add);
      // Also after a lost race: whoever was faster may have been a stranger.
      await findOurs(client, person);
    },

    /** No password and no shell: neither the directory nor a machine lets them in, and all that is theirs stays. */
    async disable(client: Client, username: string): Promise<void> {
      await client.modify(dnOf(username), change("replace", "loginShell", [NO_LOGIN]));
      await client.modify(dnOf(username), change("replace", "userPassword", []));
    },

    async erase(client: Client, { username }: Person, entry: Entry): Promise<void> {
      if (text(entry.loginShell) !== NO_LOGIN)
        throw new Failure(`LDAP lets uid=${username} in: it is deleted only after it was shut out`);
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
