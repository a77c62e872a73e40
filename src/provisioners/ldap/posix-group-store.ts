import type { Client } from "ldapts";
import { NameConflictError, type Project } from "../provisioner.ts";
import { below, change, finder, text, texts } from "./entries.ts";
import { RESULT, unlessAlready } from "./result-codes.ts";

/** Projects as posixGroup with memberUid (RFC 2307). */
export function posixGroupStore(groupsDn: string) {
  const find = finder(groupsDn, "posixGroup");
  const dnOf = (project: string) => below(groupsDn, { cn: project });

  async function isThere(client: Client, name: string, gidNumber: number): Promise<boolean> {
    const entry = await find(client, { cn: name });
    if (!entry || text(entry.gidNumber) === String(gidNumber)) return entry !== undefined;
    throw new NameConflictError(
      `LDAP has a group ${name} that is not ours: gidNumber ${text(entry.gidNumber)}.`,
      "project",
    );
  }

  return {
    find,

    /** True when it made the group. Throws `NamesakeError` for a group of this name with another number. */
    async ensure(client: Client, { name, gidNumber, description }: Project): Promise<boolean> {
      if (await isThere(client, name, gidNumber)) return false;
      const attributes = { objectClass: "posixGroup", cn: name, gidNumber: String(gidNumber) };
      const made = client.add(dnOf(name), description ? { ...attributes, description } : attributes);
      await unlessAlready([RESULT.alreadyExists], made);
      // "Exists already" may be an entry of another class, or somebody else's who was faster.
      if (await isThere(client, name, gidNumber)) return true;
      throw new NameConflictError(`LDAP has ${dnOf(name)} already, and it is no group of ours.`, "project");
    },

    /** The gidNumber of a group that the site has made. Throws a sentence when there is none. */
    async numberOf(client: Client, name: string): Promise<number> {
      const entry = await find(client, { cn: name });
      if (!entry) throw new Error(`LDAP has no group ${name}: check ldap.defaultGroup`);
      return Number(entry.gidNumber);
    },

    async add(client: Client, username: string, project: string): Promise<void> {
      const added = client.modify(dnOf(project), change("add", "memberUid", [username]));
      await unlessAlready([RESULT.typeOrValueExists], added);
    },

    async take(client: Client, username: string, project: string): Promise<void> {
      const taken = client.modify(dnOf(project), change("delete", "memberUid", [username]));
      await unlessAlready([RESULT.noSuchAttribute, RESULT.noSuchObject], taken);
    },

    /** Usernames; undefined: there is no such group. */
    async members(client: Client, project: string): Promise<string[] | undefined> {
      const entry = await find(client, { cn: project });
      return entry && texts(entry.memberUid);
    },
  };
}
