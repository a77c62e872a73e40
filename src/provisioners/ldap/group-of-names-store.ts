import type { Client, Entry } from "ldapts";
import { NameConflictError, type Project } from "../provisioner.ts";
import { isSameDn } from "./dn.ts";
import { below, change, hasClass, text, texts } from "./entries.ts";
import { hasResult, RESULT, unlessAlready } from "./result-codes.ts";

interface TeamsConfig {
  readonly teamsDn: string;
  /** Our own entry: the server writes it into every entry that acct creates (RFC 4512 §3.4.1). */
  readonly bindDn: string;
}

/** Keeps projects also as groupOfNames (RFC 4519 §3.5), for programs that don't read memberUid. */
export function groupOfNamesStore({ teamsDn, bindDn }: TeamsConfig) {
  const toDn = (project: string) => below(teamsDn, { cn: project });
  /** A groupOfNames needs a member. No one can have this DN, because it is below an entry that has no children. */
  const placeholder = (project: string) => `cn=nobody,${toDn(project)}`;

  async function read(client: Client, project: string): Promise<Entry | undefined> {
    try {
      const attributes = ["*", "creatorsName"];
      const { searchEntries } = await client.search(toDn(project), { scope: "base", attributes });
      return searchEntries[0];
    } catch (error) {
      if (hasResult(error, RESULT.noSuchObject)) return undefined;
      throw error;
    }
  }

  /** Throws `NameConflictError` if the entry is something else. */
  async function find(client: Client, project: string): Promise<Entry | undefined> {
    const entry = await read(client, project);
    if (!entry || hasClass(entry, "groupOfNames")) return entry;
    throw new NameConflictError(`${entry.dn} exists in LDAP and is not a groupOfNames.`, "project");
  }

  return {
    async add(client: Client, personDn: string, project: string): Promise<void> {
      const before = await find(client, project);
      if (texts(before?.member).some((dn) => isSameDn(dn, personDn))) return;
      if (!before) {
        const entry = { objectClass: "groupOfNames", cn: project, member: personDn };
        await unlessAlready([RESULT.alreadyExists], client.add(toDn(project), entry));
      }
      const added = client.modify(toDn(project), change("add", "member", [personDn]));
      await unlessAlready([RESULT.typeOrValueExists], added);
      const dropped = client.modify(toDn(project), change("delete", "member", [placeholder(project)]));
      await unlessAlready([RESULT.noSuchAttribute], dropped);
    },

    /**
     * Takes a person out. An entry that acct created goes with its last member; one that existed before keeps its place, with
     * a placeholder for a member. Returns whether the person was a member.
     */
    async take(
      client: Client,
      personDn: string,
      { name: project, adopted }: Pick<Project, "name" | "adopted">,
    ): Promise<boolean> {
      const entry = await find(client, project);
      const members = texts(entry?.member);
      const ours = members.filter((dn) => isSameDn(dn, personDn));
      if (!entry || ours.length === 0) return false;
      if (ours.length < members.length) {
        const taken = client.modify(entry.dn, change("delete", "member", ours));
        const isTaken = await taken.then(
          () => true,
          (error: unknown) => {
            if (hasResult(error, RESULT.noSuchAttribute, RESULT.noSuchObject)) return true;
            // The others left at the same moment.
            if (hasResult(error, RESULT.objectClassViolation)) return false;
            throw error;
          },
        );
        if (isTaken) return true;
      }
      // Where acct signs in as an administrator does, the name of the creator alone doesn't say that it was acct.
      if (!adopted && isSameDn(text(entry.creatorsName), bindDn)) {
        await unlessAlready([RESULT.noSuchObject], client.del(entry.dn));
        return true;
      }
      const emptied = client.modify(entry.dn, [
        change("delete", "member", ours),
        change("add", "member", [placeholder(project)]),
      ]);
      await unlessAlready([RESULT.noSuchAttribute, RESULT.typeOrValueExists], emptied);
      return true;
    },

    /** Returns the members' DNs as they are written there. */
    async members(client: Client, project: string): Promise<string[]> {
      const entry = await find(client, project);
      return texts(entry?.member).filter((dn) => !isSameDn(dn, placeholder(project)));
    },
  };
}
