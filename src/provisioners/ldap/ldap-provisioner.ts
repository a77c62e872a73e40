import type { Client, Entry } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { fullName } from "../../view/full-name.ts";
import type { EmailStore } from "../email-store.ts";
import type { NameStore, UsernameStore } from "../name-store.ts";
import type { Provisioner } from "../provisioner.ts";
import { isAdUser, isInGroup, refuseAdUser } from "./ad-user.ts";
import { change, hasClass, text, texts } from "./entries.ts";
import { entryRef } from "./entry-id.ts";
import { hasAddress, isCalled, nameConflict, usernamesIn } from "./find-person.ts";
import type { LdapParts } from "./ldap-parts.ts";
import { loginName } from "./login-name.ts";
import { setEntryName } from "./set-entry-name.ts";
import { planEntryUsername, setEntryUsername } from "./set-entry-username.ts";
import { setMail } from "./set-mail.ts";
import { isSuspended } from "./suspension.ts";

type Changes = Pick<
  Provisioner,
  | "ping"
  | "plan"
  | "planProject"
  | "ensure"
  | "ensureMember"
  | "identify"
  | "leave"
  | "groups"
  | "suspend"
  | "suspendEnds"
  | "resume"
  | "erase"
>;

/** Everything that the provisioner changes, and the plan of it. */
export function ldapProvisioner({
  config,
  session,
  people,
  groups,
  teams,
}: LdapParts): Changes & EmailStore & NameStore & { readonly username: UsernameStore } {
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

  return {
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

    planProject: ({ name }) =>
      session(async (client) => [{ text: `group ${name}`, isNew: !(await groups.isThere(client, name)) }]),

    ensure: (person, project) =>
      session(async (client) => {
        const { username, uidNumber } = person;
        const known = await people.findOurs(client, person);
        if (known) refuseAdUser(known, `add them to the group ${project.name} there`);
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
        if (!entry) throw new Failure(`LDAP has no uid=${account.username}`, { lasts: true });
        refuseAdUser(entry, `add them to the group ${project.name} there`);
        const group = await groups.ensure(client, project);
        await groups.add(client, loginName(entry, account), group.entry);
        await teams?.add(client, entry.dn, project.name);
        return idsOf(entry, group.entry);
      }),

    identify: (account) =>
      session(async (client) => {
        const entry = await people.findOurs(client, account);
        return entry && entryRef(entry, usernamesIn(entry)[0] ?? "");
      }),

    leave: (account, project) =>
      session(async (client) => {
        const { username } = account;
        const entry = await people.findOurs(client, account);
        if (entry && isAdUser(entry)) {
          if (await isInGroup(client, await people.root(client), entry, project))
            refuseAdUser(entry, `take them out of the group ${project.name} there`);
          return "nothing to remove";
        }
        const group = await groups.findOurs(client, project);
        const names = [...new Set([username, ...(entry ? usernamesIn(entry) : [])])];
        const dns = [...new Set([people.toDn(username), ...(entry ? [entry.dn] : [])])];
        let isRemoved = false;
        for (const name of names) {
          if (group && (await groups.take(client, name, group))) isRemoved = true;
        }
        for (const dn of dns) {
          if (await teams?.take(client, dn, project)) isRemoved = true;
        }
        const rest = entry && group ? await leavePrimaryGroup(client, entry, group) : "";
        if (!isRemoved && rest === "") return "nothing to remove";
        return `uid=${names.at(-1)} was removed from ${project.name}${rest}`;
      }),

    groups: {
      join: (account, name) =>
        session(async (client) => {
          const entry = await people.findOurs(client, account);
          if (!entry) throw new Failure(`LDAP has no uid=${account.username}`, { lasts: true });
          refuseAdUser(entry, `add them to the group ${name} there`);
          const group = await groups.find(client, name);
          if (!group)
            throw new Failure(`LDAP has no group ${name}: check otherGroups in acct.yml`, { lasts: true });
          await groups.add(client, loginName(entry, account), group);
        }),

      leave: (account, name) =>
        session(async (client) => {
          const entry = await people.findOurs(client, account);
          if (entry && isAdUser(entry)) refuseAdUser(entry, `take them out of the group ${name} there`);
          const group = await groups.find(client, name);
          const names = [...new Set([account.username, ...(entry ? usernamesIn(entry) : [])])];
          let isRemoved = false;
          for (const each of names) if (group && (await groups.take(client, each, group))) isRemoved = true;
          return isRemoved ? `uid=${names.at(-1)} was removed from ${name}` : "nothing to remove";
        }),
    },

    suspend: (person) =>
      session(async (client) => {
        const entry = await people.findOurs(client, person);
        if (!entry) return "nothing to lock";
        await people.suspend(client, entry);
        return `uid=${usernamesIn(entry)[0]} can no longer log in${isCalled(entry, person.username) ? "" : ` (${person.username} was renamed)`}`;
      }),

    suspendEnds: "Their password in LDAP is deleted, and they set a new one when the account is resumed.",

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

    setName: (person, name) =>
      session(async (client) => {
        const isChanged = await setEntryName(client, people, person, name);
        return isChanged
          ? `uid=${person.username} is called ${fullName(name)} now`
          : `nothing to change for uid=${person.username}`;
      }),

    username: {
      planUsername: (person, username) =>
        session((client) => planEntryUsername(client, { config, people }, person, username)),
      setUsername: (person, username) =>
        session(async (client) => {
          const isThere = await setEntryUsername(client, { config, people }, person, username);
          return isThere
            ? `uid=${person.username} is uid=${username} now`
            : `there is no uid=${person.username}`;
        }),
    },
  };
}

const idsOf = (person: Entry, group: Entry) => ({
  account: entryRef(person, text(person.uid)),
  project: entryRef(group, text(group.cn)),
});
