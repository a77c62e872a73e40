import type { Client } from "ldapts";
import { below, change, finder, texts } from "./entries.ts";
import { hasResult, RESULT, unlessAlready } from "./result-codes.ts";

/** Keeps projects also as groupOfNames (RFC 4519 §3.5), for programs that don't read memberUid. */
export function groupOfNamesStore(teamsDn: string) {
  const find = finder(teamsDn, "groupOfNames");
  const toDn = (project: string) => below(teamsDn, { cn: project });

  return {
    async add(client: Client, personDn: string, project: string): Promise<void> {
      // A groupOfNames has at least one member, so it is created with its first one.
      const entry = { objectClass: "groupOfNames", cn: project, member: personDn };
      await unlessAlready([RESULT.alreadyExists], client.add(toDn(project), entry));
      const added = client.modify(toDn(project), change("add", "member", [personDn]));
      await unlessAlready([RESULT.typeOrValueExists], added);
    },

    async take(client: Client, personDn: string, project: string): Promise<void> {
      try {
        const taken = client.modify(toDn(project), change("delete", "member", [personDn]));
        await unlessAlready([RESULT.noSuchAttribute, RESULT.noSuchObject], taken);
      } catch (error) {
        if (!hasResult(error, RESULT.objectClassViolation)) throw error;
        // This was the last member, so the group is deleted.
        await unlessAlready([RESULT.noSuchObject], client.del(toDn(project)));
      }
    },

    /** Returns the members' DNs as they are written there. */
    async members(client: Client, project: string): Promise<string[]> {
      const entry = await find(client, { cn: project });
      return texts(entry?.member);
    },
  };
}

/** Whether two DNs name the same entry. Neither case nor spaces around commas matter (RFC 4517 §4.2.15). */
export function isSameDn(one: string, other: string): boolean {
  const plain = (dn: string) =>
    dn
      .toLowerCase()
      .split(",")
      .map((part) => part.trim())
      .join();
  return plain(one) === plain(other);
}
