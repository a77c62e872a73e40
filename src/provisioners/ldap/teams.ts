import { Attribute, Change, type Client, DN } from "ldapts";
import { unlessAlready } from "./ldap-session.ts";

const NO_SUCH_ATTRIBUTE = 16;
const TYPE_OR_VALUE_EXISTS = 20;
const NO_SUCH_OBJECT = 32;
const OBJECT_CLASS_VIOLATION = 65;
const ALREADY_EXISTS = 68;

/** Groups by their members' DNs (groupOfNames, RFC 4519 §3.5), for programs that do not read memberUid. */
export interface Teams {
  add(client: Client, personDn: string, project: string): Promise<void>;
  take(client: Client, personDn: string, project: string): Promise<void>;
}

export function teamsBelow(teamsDn: string): Teams {
  const dnOf = (project: string) => `${new DN({ cn: project }).toString()},${teamsDn}`;
  const modify = (client: Client, operation: "add" | "delete", personDn: string, project: string) =>
    client.modify(
      dnOf(project),
      new Change({ operation, modification: new Attribute({ type: "member", values: [personDn] }) }),
    );
  return {
    async add(client, personDn, project) {
      // A groupOfNames has at least one member, so its first one makes it.
      const entry = { objectClass: "groupOfNames", cn: project, member: personDn };
      await unlessAlready([ALREADY_EXISTS], client.add(dnOf(project), entry));
      await unlessAlready([TYPE_OR_VALUE_EXISTS], modify(client, "add", personDn, project));
    },
    async take(client, personDn, project) {
      try {
        await unlessAlready([NO_SUCH_ATTRIBUTE, NO_SUCH_OBJECT], modify(client, "delete", personDn, project));
      } catch (error) {
        if ((error as { code?: unknown }).code !== OBJECT_CLASS_VIOLATION) throw error;
        // They were the last one: the group goes with them.
        await unlessAlready([NO_SUCH_OBJECT], client.del(dnOf(project)));
      }
    },
  };
}
