import { directoryTree } from "../provisioners/ldap/directory-tree.ts";
import { dnKey, parentKey } from "../provisioners/ldap/dn.ts";
import { isAccount } from "../provisioners/ldap/found-account.ts";
import { isGroup, rawGroup } from "../provisioners/ldap/found-groups.ts";
import { type RawEntry, rawEntry, valuesOf } from "../provisioners/ldap/raw-entry.ts";
import { describeCutList } from "../provisioners/ldap/read-group.ts";
import type { Elsewhere } from "../provisioners/ldap/resolve-members.ts";
import { type LdifRecord, parseLdif } from "./parse-ldif.ts";
import type { LineProblem, ReadFile } from "./read-file.ts";

interface LdifOptions {
  readonly campusIdAttribute: string;
  readonly now: Date;
}

/**
 * Reads the accounts and groups of a directory from an LDIF file (RFC 2849), as slapcat(8), ldapsearch(1) and ldifde write it.
 * A record that can't be used is a problem with its line, and never half an account.
 */
export function readLdif(text: string, { campusIdAttribute, now }: LdifOptions): ReadFile {
  const { records, problems: unreadable } = parseLdif(text);
  const problems: LineProblem[] = [...unreadable];
  const gaps = new Set<string>();
  const entries = new Map<string, RawEntry>();
  for (const record of records) {
    const trailer = readTrailer(record);
    if (trailer) {
      if (trailer.gap !== undefined) gaps.add(trailer.gap);
      continue;
    }
    const entry = toEntry(record);
    if (typeof entry === "string") problems.push({ line: record.line, why: entry });
    else if (entries.has(dnKey(entry.dn)))
      problems.push({ line: record.line, why: `The file has ${entry.dn} twice.` });
    else entries.set(dnKey(entry.dn), entry);
  }

  // An entry that is missing from a branch that the file has doesn't exist; of another branch, the file says nothing.
  const branches = new Set([...entries.keys()].map(parentKey));
  const isOurs = (key: string) => branches.has(parentKey(key));
  const tree = directoryTree({ campusIdAttribute, now, noShells: false, isOurs });
  const elsewhere = new Map<string, Elsewhere>();
  for (const [key, entry] of entries) {
    if (isAccount(entry)) tree.addAccount(entry);
    else if (isGroup(entry)) {
      const lists = {
        member: valuesOf(entry, "member"),
        uniquemember: valuesOf(entry, "uniquemember"),
        memberuid: valuesOf(entry, "memberuid"),
      };
      const cut = [...entry.continued.keys()].map((name) => describeCutList(name, entry.dn));
      tree.addGroup(rawGroup(entry, lists, cut));
    } else elsewhere.set(key, "no-account");
  }
  for (const group of tree.groups.values())
    for (const dn of [...group.memberDns, ...group.ownerDns]) {
      const key = dnKey(dn);
      if (!entries.has(key)) elsewhere.set(key, "nothing");
    }
  const { problems: unnamed, ...found } = tree.finish([], elsewhere, gaps);
  return { ...found, problems, remarks: [...unnamed, ...(found.remarks ?? [])] };
}

function toEntry({ pairs }: LdifRecord): RawEntry | string {
  const [[first = "", dn] = [], ...attributes] = pairs;
  if (first.toLowerCase() !== "dn" || typeof dn !== "string") return "This entry doesn't begin with its DN.";
  if (attributes.some(([name]) => name.toLowerCase() === "changetype"))
    return `This is a change of ${dn}, not an entry.`;
  const values = Map.groupBy(attributes, ([name]) => name);
  return rawEntry(
    dn,
    [...values].map(([name, given]) => [name, given.map(([, value]) => value)] as const),
  );
}

/** ldapsearch(1) ends its output with the result of the search, and writes references to other servers between the entries. */
function readTrailer({ pairs }: LdifRecord): { readonly gap?: string | undefined } | undefined {
  const [first, second] = pairs;
  if (first?.[0] === "ref")
    return { gap: "The search refers to another server, whose entries the file doesn't have." };
  if (first?.[0] !== "search" || second?.[0] !== "result") return undefined;
  const result = String(second[1]);
  return /^0\b/.test(result) ? {} : { gap: `The search for this file ended early: ${result}.` };
}
