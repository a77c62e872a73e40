import { accountState } from "../../provisioners/ldap/account-state.ts";
import { firstOf, type RawEntry, valuesOf } from "../../provisioners/ldap/raw-entry.ts";
import type { DirectoryPerson } from "../directory.ts";
import { activeState } from "./active-state.ts";
import { FLAVOR_DEFAULTS } from "./flavors.ts";
import type { LdapDirectoryConfig } from "./ldap-directory.ts";

/** Active Directory's list of all addresses of a person, each with its kind in front: "SMTP:" for the main one. */
export const isProxyAddresses = (attribute: string) => attribute.toLowerCase() === "proxyaddresses";

/** Reads a person from their entry; undefined if the entry doesn't show us the ID. */
export function readPerson(
  entry: RawEntry,
  config: LdapDirectoryConfig,
  now: Date,
): DirectoryPerson | undefined {
  const { attributes: names, flavor, activeAffiliations } = config;
  const values = (name: string) => valuesOf(entry, name.toLowerCase());
  const campusId = firstOf(entry, names.id.toLowerCase());
  if (campusId === undefined) return undefined;
  const affiliations = values(names.affiliation);
  // Many people of a campus have no shell on its own machines, which says nothing about them.
  const options = { now, ignoresShell: true, required: FLAVOR_DEFAULTS[flavor].stateAttribute };
  return {
    campusId,
    emails: names.emails.flatMap((name) => readAddresses(name, values(name))),
    givenName: firstOf(entry, "givenname") ?? "",
    familyName: firstOf(entry, "sn") ?? "",
    affiliations,
    ...activeState(accountState(entry.values, options), affiliations, activeAffiliations),
  };
}

function readAddresses(attribute: string, values: readonly string[]): string[] {
  if (!isProxyAddresses(attribute)) return values.map((value) => value.toLowerCase());
  return values.flatMap((value) => (/^smtp:/i.test(value) ? [value.slice(5).toLowerCase()] : []));
}
