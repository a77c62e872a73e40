import type { LdapReader } from "../../provisioners/ldap/ldap-reader.ts";
import type { Namespace } from "../../provisioners/namespace.ts";
import type { Subject } from "../rule-source.ts";

/** LDAP as the sources see it: what it holds, and which entry is a person's. */
export interface PeopleInLdap extends LdapReader {
  /**
   * The DN of the person's entry: the one that a trusted login provider names, or else that of their account in the registry. Undefined
   * if there is none. Throws a `Failure` if LDAP is away.
   */
  findEntry(subject: Pick<Subject, "ldapDn" | "account">): Promise<string | undefined>;
}

/** The facts of the subject by which `findEntry` finds an entry. */
export const ENTRY_FACTS = ["ldapDn", "account"] as const;

export function peopleInLdap(ldap: LdapReader, findDn: Namespace["findDn"]): PeopleInLdap {
  return {
    ...ldap,
    findEntry: async ({ ldapDn, account }) => ldapDn ?? (account && (await findDn?.(account))),
  };
}
