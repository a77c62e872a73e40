import { type Client, type Entry, EqualityFilter } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { NameConflictError, type Project } from "../provisioner.ts";
import { below, change, findAny, hasClass, text, texts } from "./entries.ts";
import { findGroup, findGroupByName, findNamesake, groupConflict } from "./find-group.ts";
import { findNamingContext } from "./naming-context.ts";
import { RESULT, unlessAlready } from "./result-codes.ts";

/** Keeps projects as posixGroup with memberUid (RFC 2307). */
export function posixGroupStore(groupsDn: string) {
  const root = findNamingContext(groupsDn);
  const toDn = (project: string) => below(groupsDn, { cn: project });
  const tree = async (client: Client) => ({ root: await root(client), groupsDn });

  const find = async (client: Client, name: string) => findGroupByName(client, await tree(client), name);
  const findOurs = async (client: Client, project: Project) => findGroup(client, await tree(client), project);

  return {
    find,
    findOurs,

    /** Whether there is a group with this name. Throws `NameConflictError` if an entry of another class has its place. */
    async isThere(client: Client, name: string): Promise<boolean> {
      if (await find(client, name)) return true;
      const filters = [new EqualityFilter({ attribute: "cn", value: name })];
      const namesake = findNamesake(
        await findAny(client, (await tree(client)).root, filters),
        groupsDn,
        name,
      );
      if (namesake) throw groupConflict(name, namesake);
      return false;
    },

    /** Returns the group, and whether it was created. Throws `NameConflictError` if the name belongs to something else. */
    async ensure(
      client: Client,
      project: Project,
    ): Promise<{ readonly entry: Entry; readonly isNew: boolean }> {
      const before = await findOurs(client, project);
      if (before) return { entry: before, isNew: false };
      const { name, gidNumber, description } = project;
      const attributes = { objectClass: "posixGroup", cn: name, gidNumber: String(gidNumber) };
      const made = client.add(toDn(name), description ? { ...attributes, description } : attributes);
      await unlessAlready([RESULT.alreadyExists], made);
      // The existing entry may have another class, or belong to someone else who was faster.
      const entry = await findOurs(client, project);
      if (entry) return { entry, isNew: true };
      throw new NameConflictError(`${toDn(name)} already exists in LDAP and is not our group.`, "project");
    },

    /** Returns the gidNumber of a group that the site has created. Throws with a sentence if there is none. */
    async readGidNumber(client: Client, name: string): Promise<number> {
      const entry = await find(client, name);
      if (!entry) throw new Failure(`LDAP has no group ${name}: check ldap.defaultGroup`, { lasts: true });
      return Number(entry.gidNumber);
    },

    /** Lists the groups in our branch that have one of these usernames as a member. */
    async listOf(client: Client, usernames: readonly string[]): Promise<Entry[]> {
      const filters = usernames.map((value) => new EqualityFilter({ attribute: "memberUid", value }));
      const found = await findAny(client, groupsDn, filters);
      return found.filter((entry) => hasClass(entry, "posixGroup"));
    },

    async add(client: Client, username: string, { dn }: Entry): Promise<void> {
      const added = client.modify(dn, change("add", "memberUid", [username]));
      await unlessAlready([RESULT.typeOrValueExists], added);
    },

    /** Returns whether the person was a member. */
    async take(client: Client, username: string, group: Entry): Promise<boolean> {
      // memberUid is compared byte by byte (RFC 2307 §2.2), so it has to be deleted as it is written.
      const values = texts(group.memberUid).filter((uid) => uid.toLowerCase() === username.toLowerCase());
      if (values.length === 0) return false;
      const taken = client.modify(group.dn, change("delete", "memberUid", values));
      await unlessAlready([RESULT.noSuchAttribute, RESULT.noSuchObject], taken);
      return true;
    },

    /** Compares a group with the registry, one sentence per difference. */
    differences(entry: Entry, { name, gidNumber }: Project): string[] {
      return [
        ...(texts(entry.cn).some((cn) => cn.toLowerCase() === name)
          ? []
          : [`gidNumber ${gidNumber} of ${name} is ${text(entry.cn)} now`]),
        ...(text(entry.gidNumber) === String(gidNumber)
          ? []
          : [`group ${name} has gidNumber ${text(entry.gidNumber)} instead of ${gidNumber}`]),
      ];
    },
  };
}
