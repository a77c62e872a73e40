import type { Entry } from "ldapts";
import type { CampusPerson } from "../directory.ts";
import { type Attributes, accountState, withAffiliation } from "./account-state.ts";
import { FLAVOR_DEFAULTS } from "./flavors.ts";
import { formatGuid } from "./guid.ts";
import type { LdapDirectoryConfig } from "./ldap-directory.ts";

/** Active Directory's list of all addresses of a person, each with its kind in front: "SMTP:" for the main one. */
export const isProxyAddresses = (attribute: string) => attribute.toLowerCase() === "proxyaddresses";
export const isGuid = (attribute: string) => attribute.toLowerCase() === "objectguid";

/** Reads a person from their entry; undefined if the entry doesn't show us the ID. */
export function readPerson(entry: Entry, config: LdapDirectoryConfig, now: Date): CampusPerson | undefined {
  const { attributes: names, flavor, activeAffiliations } = config;
  const attributes = readAttributes(entry);
  const first = (name: string) => attributes[name.toLowerCase()]?.[0] ?? "";
  const campusId = first(names.id);
  if (campusId === "") return undefined;
  const affiliations = attributes[names.affiliation.toLowerCase()] ?? [];
  const state = accountState(attributes, now, FLAVOR_DEFAULTS[flavor].stateAttribute);
  return {
    campusId,
    emails: names.emails.flatMap((name) => readAddresses(name, attributes[name.toLowerCase()] ?? [])),
    givenName: first("givenName"),
    familyName: first("sn"),
    affiliations,
    ...withAffiliation(state, affiliations, activeAffiliations),
  };
}

/** Attribute names count without case and options: "mail;lang-en" is mail (RFC 4512 §2.5). */
function readAttributes(entry: Entry): Attributes {
  const read: Record<string, string[]> = {};
  for (const [description, value] of Object.entries(entry)) {
    const name = description.toLowerCase().replace(/;.*$/, "");
    const values = [value]
      .flat()
      .map((each) => (isGuid(name) && Buffer.isBuffer(each) ? formatGuid(each) : String(each)));
    // ldapts returns attributes without values as empty lists.
    if (values.length > 0) read[name] = [...(read[name] ?? []), ...values];
  }
  return read;
}

function readAddresses(attribute: string, values: readonly string[]): string[] {
  if (!isProxyAddresses(attribute)) return values.map((value) => value.toLowerCase());
  return values.flatMap((value) => (/^smtp:/i.test(value) ? [value.slice(5).toLowerCase()] : []));
}
