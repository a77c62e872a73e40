import { type Entry, EqualityFilter, type Filter } from "ldapts";
import type { ExternalRef } from "../provisioner.ts";
import { parseGuid } from "./parse-guid.ts";
import { firstOf, type RawEntry, toRawEntry } from "./raw-entry.ts";

/**
 * The IDs that servers give an entry for good: RFC 4530 §2.1, Active Directory, the 389 family, FreeIPA. A search returns most
 * of them only on request.
 */
export const ID_ATTRIBUTES = ["entryUUID", "objectGUID", "nsUniqueId", "ipaUniqueID"] as const;

/** Whether the values of this attribute are the bytes of a GUID, which acct writes as text. */
export const isGuid = (attribute: string) => attribute.toLowerCase() === "objectguid";

/** All IDs that the server shows, the one that acct keeps first. */
export function idsIn(entry: RawEntry): string[] {
  return ID_ATTRIBUTES.flatMap((name) => firstOf(entry, name.toLowerCase()) ?? []);
}

/** Whether this is the entry that had this ID when acct first saw it. It may have got others since then. */
export function hasId(entry: Entry, id: string | undefined): boolean {
  return id !== undefined && idsIn(toRawEntry(entry)).includes(id);
}

/** Filters that match the entry with this ID; none if acct doesn't know it. */
export function idFilters(id: string | undefined): Filter[] {
  return id === undefined ? [] : ID_ATTRIBUTES.flatMap((attribute) => idFilter(attribute, id) ?? []);
}

/** A filter for an ID as acct writes it; undefined if no entry can have it. The library escapes the bytes of a GUID. */
export function idFilter(attribute: string, id: string): Filter | undefined {
  const value = isGuid(attribute) ? parseGuid(id) : id;
  return value === undefined ? undefined : new EqualityFilter({ attribute, value });
}

/** The reference to an entry that the registry keeps; undefined if the server has no IDs. */
export function entryRef(entry: Entry, name: string): ExternalRef | undefined {
  const [id] = idsIn(toRawEntry(entry));
  return id === undefined ? undefined : { id, name };
}
