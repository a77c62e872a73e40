import { dnKey } from "./dn.ts";
import { ID_ATTRIBUTES } from "./entry-id.ts";
import { readId } from "./found-account.ts";
import { firstOf, isOfClass, numberOf, type RawEntry, valuesOf } from "./raw-entry.ts";

/** A group, with its members as the directory names them. */
export interface RawGroup {
  readonly dn: string;
  readonly key: string;
  readonly id: string;
  /** Empty if the group has none. */
  readonly name: string;
  readonly gidNumber: number | undefined;
  readonly description: string | undefined;
  /** The DNs of its members, people or groups. */
  readonly memberDns: readonly string[];
  readonly memberUids: readonly string[];
  readonly ownerDns: readonly string[];
  /** Active Directory: people name their primary group by the end of this. */
  readonly sid: string | undefined;
  /** Why members may be missing, in sentences. */
  readonly gaps: readonly string[];
}

export const GROUP_ATTRIBUTES = [
  "objectClass",
  "cn",
  "sAMAccountName",
  "gidNumber",
  "description",
  "member",
  "uniqueMember",
  "memberUid",
  "owner",
  "manager",
  "managedBy",
  ...ID_ATTRIBUTES,
  "objectSid",
] as const;

export const GROUP_CLASSES = [
  "posixGroup",
  "groupOfNames",
  "groupOfUniqueNames",
  "groupOfMembers",
  "group",
] as const;

export const GROUP_FILTER = `(|${GROUP_CLASSES.map((name) => `(objectClass=${name})`).join("")})`;

export const isGroup = (entry: RawEntry) => GROUP_CLASSES.some((name) => isOfClass(entry, name));

/** The lists that Active Directory may cut, by attribute name in lower case. */
export type LongLists = Readonly<Record<"member" | "uniquemember" | "memberuid", readonly string[]>>;

/** Builds a group with these lists. `gaps` are the reasons why members may be missing, in sentences. */
export function rawGroup(entry: RawEntry, lists: LongLists, gaps: readonly string[]): RawGroup {
  const ownName = isOfClass(entry, "group") ? firstOf(entry, "samaccountname") : undefined;
  // RFC 4517 §3.3.21: a unique member may have a bit string behind its DN.
  const uniqueMembers = lists.uniquemember.map((value) => value.replace(/#'[01]*'B$/, ""));
  return {
    dn: entry.dn,
    key: dnKey(entry.dn),
    id: readId(entry),
    name: ownName ?? firstOf(entry, "cn") ?? "",
    gidNumber: numberOf(entry, "gidnumber"),
    description: firstOf(entry, "description"),
    memberDns: [...lists.member, ...uniqueMembers].filter((dn) => dn !== ""),
    memberUids: lists.memberuid,
    ownerDns: ["owner", "manager", "managedby"].flatMap((attribute) => valuesOf(entry, attribute)),
    sid: firstOf(entry, "objectsid"),
    gaps,
  };
}
