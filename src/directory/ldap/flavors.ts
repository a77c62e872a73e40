import type { StateAttribute } from "../../provisioners/ldap/account-state.ts";

export const FLAVORS = ["openldap", "freeipa", "active-directory"] as const;
export type Flavor = (typeof FLAVORS)[number];

/** Where a kind of directory keeps what acct reads. acct.yml can override each. */
export interface FlavorDefaults {
  readonly filter: string;
  readonly id: string;
  readonly emails: readonly string[];
  readonly affiliation: string;
  /** An entry that doesn't show this attribute has an unknown state. */
  readonly stateAttribute?: StateAttribute;
}

/** `id` is an attribute that the server itself assigns and that a move or a new name doesn't change (RFC 4530, MS-ADA3 §2.44). */
export const FLAVOR_DEFAULTS: Readonly<Record<Flavor, FlavorDefaults>> = {
  openldap: {
    filter: "(objectClass=inetOrgPerson)",
    id: "entryUUID",
    emails: ["mail"],
    affiliation: "eduPersonAffiliation",
  },
  freeipa: {
    filter: "(objectClass=person)",
    id: "ipaUniqueID",
    emails: ["mail"],
    affiliation: "eduPersonAffiliation",
  },
  "active-directory": {
    filter: "(&(objectCategory=person)(objectClass=user))",
    id: "objectGUID",
    emails: ["mail", "proxyAddresses"],
    affiliation: "employeeType",
    stateAttribute: "userAccountControl",
  },
};
