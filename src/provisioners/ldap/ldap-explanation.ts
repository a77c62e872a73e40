import type { Client, Entry } from "ldapts";
import { NameConflictError, type Project, type Provisioner, RenewedIdError } from "../provisioner.ts";
import { missingLink, noteLink, okLink, type ShownLink } from "../shown-link.ts";
import { isAdUser, isInGroup } from "./ad-user.ts";
import { isSameDn } from "./dn.ts";
import { texts } from "./entries.ts";
import { explainEntry } from "./explain-entry.ts";
import { usernamesIn } from "./find-person.ts";
import type { LdapParts } from "./ldap-parts.ts";
import { loginName } from "./login-name.ts";
import { hasResult, RESULT } from "./result-codes.ts";

/** Says what the directory shows of someone's way in. Changes nothing. */
export function ldapExplanation({
  config,
  session,
  people,
  groups,
  teams,
}: LdapParts): Required<Pick<Provisioner, "explain">> {
  async function explainGroup(client: Client, entry: Entry, username: string, project: Project) {
    const { name } = project;
    if (isAdUser(entry)) {
      return (await isInGroup(client, await people.root(client), entry, project))
        ? okLink("membership", `${usernamesIn(entry)[0]} is in the group ${name}`, name)
        : noteLink(
            "membership",
            `acct doesn't see ${usernamesIn(entry)[0]} in a group ${name}, but groups in Active Directory may be nested`,
            name,
          );
    }
    const group = await groups.findOurs(client, project);
    if (!group) return missingLink("project", `there is no group ${name}`, name);
    if (!texts(group.memberUid).includes(username))
      return missingLink("membership", `uid=${username} isn't in the group ${name}`, name);
    const inTeam = await teams?.members(client, name);
    if (inTeam && !inTeam.some((dn) => isSameDn(dn, entry.dn)))
      return missingLink("membership", `uid=${username} isn't in the groupOfNames ${name}`, name);
    return okLink("membership", `uid=${username} is in the group ${name}`, name);
  }

  /** A directory that shows acct nobody's password doesn't say whether this person has one. */
  async function showsPasswords(client: Client): Promise<boolean> {
    try {
      const { searchEntries } = await client.search(config.peopleDn, {
        filter: "(userPassword=*)",
        attributes: ["userPassword"],
        sizeLimit: 1,
      });
      return searchEntries.some((entry) => texts(entry.userPassword).length > 0);
    } catch (error) {
      if (hasResult(error, RESULT.sizeLimitExceeded)) return true;
      throw error;
    }
  }

  return {
    explain: (person, projects) =>
      session(async (client) => {
        const entry = await people.findOurs(client, person).catch((error: unknown) => {
          if (error instanceof NameConflictError || error instanceof RenewedIdError) return error.message;
          throw error;
        });
        if (typeof entry === "string") return [missingLink("entry", entry)];
        if (!entry) return [missingLink("entry", `there is no entry with uid=${person.username}`)];
        const links: ShownLink[] = explainEntry(entry, {
          loginShell: config.loginShell,
          now: new Date(),
          showsPasswords: texts(entry.userPassword).length > 0 || (await showsPasswords(client)),
        });
        for (const project of projects)
          links.push(await explainGroup(client, entry, loginName(entry, person), project));
        return links;
      }),
  };
}
