import { AndFilter, type Entry, EqualityFilter, SubstringFilter } from "ldapts";
import type { Namespace } from "../namespace.ts";
import { NameConflictError } from "../provisioner.ts";
import { readCounter, takeFromCounter } from "./counter.ts";
import { findAll, hasClass, text } from "./entries.ts";
import { findGroupOwners } from "./find-group-owners.ts";
import type { LdapParts } from "./ldap-parts.ts";
import { findNamingContext } from "./naming-context.ts";

const MAX_RESULTS = 20;

/** The names and numbers that are taken anywhere in the directory. */
export function ldapNamespace({ config, session, people, groups }: LdapParts): Omit<Namespace, "name"> {
  const root = findNamingContext(config.groupsDn);
  /** Whether any entry in the directory, of a person or a group, has this value. */
  const isTaken = (attribute: string, value: string) =>
    session(async (client) => (await people.findAnywhere(client, attribute, value)).length > 0);

  return {
    findByUsername: (uid) =>
      session(async (client) => takeFirst(await people.findAnywhere(client, "uid", uid))),
    // This searches only our own branch: elsewhere an address may belong to a mailing list or to a person's second entry.
    findByEmail: (mail) =>
      session(async (client) => takeFirst(await findAll(client, config.peopleDn, { mail }))),
    findByName: (givenName, sn) =>
      session(async (client) => {
        const filters = [
          new EqualityFilter({ attribute: "objectClass", value: "posixAccount" }),
          new EqualityFilter({ attribute: "sn", value: sn }),
          new SubstringFilter({ attribute: "givenName", initial: givenName.slice(0, 1) }),
        ];
        const filter = new AndFilter({ filters });
        const { searchEntries } = await client.search(config.peopleDn, { filter, sizeLimit: MAX_RESULTS });
        return searchEntries.flatMap((entry) => toPerson(entry) ?? []);
      }),
    findGroup: (cn) =>
      session(async (client) => {
        const entry = await groups.find(client, cn);
        return entry && { name: cn, gidNumber: Number(entry.gidNumber) };
      }),
    findDn: (account) =>
      session(async (client) => {
        const entry = await people.findOurs(client, account).catch((error: unknown) => {
          if (error instanceof NameConflictError) return undefined;
          throw error;
        });
        return entry?.dn;
      }),
    findGroupOwners: (project) =>
      session(async (client) =>
        findGroupOwners(client, { ...config, root: await root(client) }, project, new Date()),
      ),
    ...(config.counterDn === undefined
      ? {}
      : {
          takeNumber: (attribute, skip) =>
            session((client) => takeFromCounter(client, config.counterDn ?? "", attribute, skip)),
          peekNumber: (attribute, skip) =>
            session(
              async (client) => (await readCounter(client, config.counterDn ?? "", attribute, skip)).next,
            ),
        }),
    listNumbers: (attribute) => session((client) => people.listNumbers(client, attribute)),
    isUidNumberTaken: (uidNumber) => isTaken("uidNumber", String(uidNumber)),
    isGidNumberTaken: (gidNumber) => isTaken("gidNumber", String(gidNumber)),
  };
}

/** Prefers an entry that can log in over entries of other classes. */
function takeFirst(entries: readonly Entry[]) {
  return toPerson(entries.find((entry) => hasClass(entry, "posixAccount")) ?? entries[0]);
}

function toPerson(entry: Entry | undefined) {
  return (
    entry && {
      username: text(entry.uid),
      email: text(entry.mail) || undefined,
      hasAccount: hasClass(entry, "posixAccount"),
    }
  );
}
