import {
  AndFilter,
  type Client,
  EqualityFilter,
  type Filter,
  FilterParser,
  OrFilter,
  PresenceFilter,
} from "ldapts";
import type { LoginGuards } from "../../credentials/login-guard.ts";
import { Failure } from "../../failure/failure.ts";
import { STATE_ATTRIBUTES } from "../../provisioners/ldap/account-state.ts";
import { idFilter } from "../../provisioners/ldap/entry-id.ts";
import { ldapPool } from "../../provisioners/ldap/ldap-pool.ts";
import { type LdapConnection, type LdapLabels, ldapGuard } from "../../provisioners/ldap/ldap-session.ts";
import { BINARY_ATTRIBUTES, toRawEntry } from "../../provisioners/ldap/raw-entry.ts";
import type { Directory, DirectoryAnswer } from "../directory.ts";
import type { Flavor } from "./flavors.ts";
import { isProxyAddresses, readPerson } from "./read-person.ts";

export interface LdapDirectoryConfig extends Omit<LdapConnection, "labels"> {
  readonly name: string;
  readonly flavor: Flavor;
  /** The entry under which people are, at any depth. */
  readonly base: string;
  /** Matches the entries that are people (RFC 4515). */
  readonly filter: string;
  readonly attributes: {
    readonly id: string;
    readonly emails: readonly string[];
    readonly affiliation: string;
  };
  /** Only people with one of these are active; if the list is empty, affiliations don't matter. */
  readonly activeAffiliations: readonly string[];
}

const LABELS: LdapLabels = {
  server: "The campus directory",
  caFile: "directory.caFile",
  password: "DIRECTORY_PASSWORD",
  access: "give directory.bindDn read access to people",
};

/** The campus's LDAP server or Active Directory. Every connection only searches. Throws a `Failure` if the filter is none. */
export function ldapDirectory(config: LdapDirectoryConfig, guards: LoginGuards, now: () => Date): Directory {
  const { base, attributes: names } = config;
  const connection = { ...config, labels: LABELS };
  const pool = ldapPool(connection, ldapGuard(connection, guards));
  const people = parseFilter(config.filter);
  const shown = [names.id, ...names.emails, names.affiliation, "givenName", "sn", ...STATE_ATTRIBUTES];

  const search = (client: Client, filter: Filter, limits: { readonly sizeLimit?: number } = {}) =>
    client.search(base, {
      scope: "sub",
      filter: new AndFilter({ filters: [people, filter] }),
      attributes: shown,
      explicitBufferAttributes: BINARY_ATTRIBUTES,
      ...limits,
    });

  async function find(
    filter: Filter,
    what: string,
    isIt: (of: DirectoryAnswer & { answer: "found" }) => boolean,
  ) {
    return pool(async (client): Promise<DirectoryAnswer> => {
      const { searchEntries, searchReferences } = await search(client, filter);
      const [entry, ...others] = searchEntries;
      if (others.length > 0) return unknown(`${searchEntries.length} entries have ${what}`);
      if (entry) {
        const person = readPerson(toRawEntry(entry), config, now());
        if (!person) return unknown(`the entry with ${what} doesn't show us its ${names.id}`);
        const found = { answer: "found", person } as const;
        return isIt(found) ? found : unknown(`the entry that matches ${what} doesn't show it to us`);
      }
      const elsewhere = searchReferences.find((url) => !isHousekeeping(url));
      if (elsewhere)
        return unknown(
          `it refers us to ${elsewhere}: set directory.base or directory.url so that it needn't`,
        );
      if (await showsNobody(client))
        return unknown(`${names.emails.join(" and ")} of people aren't shown to us`);
      return { answer: "not-found" };
    }).catch(unknownFrom);
  }

  /** A directory that shows us no one at all doesn't know that someone is missing. */
  async function showsNobody(client: Client): Promise<boolean> {
    const { searchEntries } = await search(client, anyOf(names.emails.map(isPresent)), { sizeLimit: 1 });
    return searchEntries.length === 0;
  }

  return {
    name: config.name,
    findByEmail(email) {
      const filters = names.emails.map(
        (attribute) =>
          new EqualityFilter({ attribute, value: isProxyAddresses(attribute) ? `smtp:${email}` : email }),
      );
      const wanted = email.toLowerCase();
      return find(anyOf(filters), `the address ${email}`, ({ person }) => person.emails.includes(wanted));
    },
    async findById(campusId) {
      const filter = idFilter(names.id, campusId);
      if (filter === undefined) return unknown(`${campusId} isn't an ${names.id}`);
      return find(filter, `the ID ${campusId}`, ({ person }) => person.campusId === campusId);
    },
    check: () =>
      pool(async (client) => {
        if (await showsNobody(client))
          throw new Failure(
            `${LABELS.server} (${config.url}) shows us no one with ${names.emails.join(" or ")} below ${base}: check directory.base, directory.filter, and the rights of directory.bindDn`,
          );
        if (config.activeAffiliations.length === 0) return [];
        const { searchEntries } = await search(client, isPresent(names.affiliation), { sizeLimit: 1 });
        return searchEntries.length > 0
          ? []
          : [
              `no one has ${names.affiliation}, so activeAffiliations refuses everyone: set directory.affiliation`,
            ];
      }),
  };
}

function parseFilter(text: string): Filter {
  try {
    return FilterParser.parseString(text);
  } catch (error) {
    throw new Failure(`directory.filter is not a filter (RFC 4515): ${(error as Error).message}`);
  }
}

const isPresent = (attribute: string) => new PresenceFilter({ attribute });
const anyOf = (filters: Filter[]) => new OrFilter({ filters });
const unknown = (why: string) => ({ answer: "unknown", why }) as const;

/** Our sentences say why; anything else is a bug. */
function unknownFrom(error: unknown): DirectoryAnswer {
  if (error instanceof Failure) return unknown(error.message);
  throw error;
}

/** Every search from the root of Active Directory refers to these parts, which have no people. */
function isHousekeeping(url: string): boolean {
  return /\/(CN=Configuration|DC=DomainDnsZones|DC=ForestDnsZones),/i.test(url);
}
