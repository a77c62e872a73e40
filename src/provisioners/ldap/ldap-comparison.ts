import type { Client, Entry } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { NameConflictError, type Project, type Provisioner } from "../provisioner.ts";
import { isShutShell } from "./account-state.ts";
import { isAdUser } from "./ad-user.ts";
import { isSameDn } from "./dn.ts";
import { texts } from "./entries.ts";
import { usernamesIn } from "./find-person.ts";
import { groupMemberships } from "./group-memberships.ts";
import type { LdapParts } from "./ldap-parts.ts";
import { listDirectory } from "./list-directory.ts";
import { loginName } from "./login-name.ts";
import { primaryGroups } from "./people-store.ts";
import { loginLeft } from "./suspension.ts";

/** Compares the directory with the registry, and lists what it has. Changes nothing. */
export function ldapComparison({
  config,
  session,
  people,
  groups,
  teams,
}: LdapParts): Pick<Provisioner, "findAccess" | "diff" | "list" | "findUnmanaged"> {
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

  return {
    findAccess: (person) =>
      session((client) =>
        orDifference(async () => {
          const entry = await people.findOurs(client, person).catch((error: unknown) => {
            // The name belongs to someone else by now, and so does what it gives access to.
            if (error instanceof NameConflictError) return "elsewhere" as const;
            throw error;
          });
          if (entry === "elsewhere") return [];
          const usernames = [...new Set([person.username, ...(entry ? usernamesIn(entry) : [])])];
          const dns = [...new Set([people.toDn(person.username), ...(entry ? [entry.dn] : [])])];
          return [
            ...(entry ? loginLeft(entry, config.loginShell) : []),
            ...(await groupMemberships(client, await people.root(client), { usernames, dns })),
          ];
        }),
      ),

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
          // Their groups belong to Active Directory, where they may also be nested.
          if (isAdUser(entry)) return found;
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
  };
}

/** A name or number that someone else has is a difference like any other, so a comparison names it. */
async function orDifference(look: () => Promise<string[]>): Promise<string[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Failure) return [error.message];
    throw error;
  }
}
