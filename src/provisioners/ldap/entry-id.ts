import { type Entry, EqualityFilter, type Filter } from "ldapts";
import type { ExternalRef } from "../provisioner.ts";
import { text } from "./entries.ts";

/** The IDs that servers give an entry for good: RFC 4530 §2.1, and the one of the 389 family. A search returns them only on request. */
export const ID_ATTRIBUTES = ["entryUUID", "nsUniqueId"] as const;

/** Returns the entry's ID, which survives a new name and a move; undefined if the server has none. */
export function entryId(entry: Entry): string | undefined {
  return ID_ATTRIBUTES.map((attribute) => text(entry[attribute])).find((id) => id !== "");
}

/** Filters that match the entry with this ID; none if acct doesn't know it. */
export function idFilters(id: string | undefined): Filter[] {
  return id === undefined
    ? []
    : ID_ATTRIBUTES.map((attribute) => new EqualityFilter({ attribute, value: id }));
}

/** The reference to an entry that the registry keeps; undefined if the server has no IDs. */
export function entryRef(entry: Entry, name: string): ExternalRef | undefined {
  const id = entryId(entry);
  return id === undefined ? undefined : { id, name };
}
