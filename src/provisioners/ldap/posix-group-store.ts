import type { Client } from "ldapts";
import { NameConflictError, type Project } from "../provisioner.ts";
import { below, change, finder, text, texts } from "./entries.ts";
import { RESULT, unlessAlready } from "./result-codes.ts";

/** Keeps projects as posixGroup with memberUid (RFC 2307). */
export function posixGroupStore(groupsDn: string) {
  const find = finder(groupsDn, "posixGroup");
  const toDn = (project: string) => below(groupsDn, { cn: project });

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

    /** Returns whether the group was created. Throws `NameConflictError` for a group with this name and another number. */
    async ensure(client: Client, { name, gidNumber, description }: Project): Promise<boolean> {
      if (await isThere(client, name, gidNumber)) return false;
      const attributes = { objectClass: "posixGroup", cn: name, gidNumber: String(gidNumber) };
      const made = client.add(toDn(name), description ? { ...attributes, description } : attributes);
      await unlessAlready([RESULT.alreadyExists], made);
      // The existing entry may have another class, or belong to someone else who was faster.
      if (await isThere(client, name, gidNumber)) return true;
      throw new NameConflictError(`${toDn(name)} already exists in LDAP and is not our group.`, "project");
    },

    /** Returns the gidNumber of a group that the site has created. Throws with a sentence if there is none. */
    async readGidNumber(client: Client, name: string): Promise<number> {
      const entry = await find(client, { cn: name });
      if (!entry) throw new Error(`LDAP has no group ${name}: check ldap.defaultGroup`);
      return Number(entry.gidNumber);
    },

    async add(client: Client, username: string, project: string): Promise<void> {
      const added = client.modify(toDn(project), change("add", "memberUid", [username]));
      await unlessAlready([RESULT.typeOrValueExists], added);
    },

    async take(client: Client, username: string, project: string): Promise<void> {
      const taken = client.modify(toDn(project), change("delete", "memberUid", [username]));
      await unlessAlready([RESULT.noSuchAttribute, RESULT.noSuchObject], taken);
    },

    /** Returns the members' usernames; undefined if there is no such group. */
    async members(client: Client, project: string): Promise<string[] | undefined> {
      const entry = await find(client, { cn: project });
      return entry && texts(entry.memberUid);
    },
  };
}
