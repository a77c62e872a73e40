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
  const problems: LineProblem[] = [];
  const gaps = new Set<string>();
  const keys = new Set<string>();
  // An entry that is missing from a branch that the file has doesn't exist; of another branch, the file says nothing.
  const branches = new Set<string>();
  const isOurs = (key: string) => branches.has(parentKey(key));
  const tree = directoryTree({ campusIdAttribute, now, noShells: false, isOurs });
  const elsewhere = new Map<string, Elsewhere>();
  for (const part of parseLdif(text)) {
    if ("why" in part) {
      problems.push(part);
      continue;
    }
    const trailer = readTrailer(part);
    if (trailer) {
      if (trailer.gap !== undefined) gaps.add(trailer.gap);
      continue;
    }
    const entry = toEntry(part);
    if (typeof entry === "string") {
      problems.push({ line: part.line, why: entry });
      continue;
    }
    const key = dnKey(entry.dn);
    if (keys.has(key)) {
      problems.push({ line: part.line, why: `The file has ${entry.dn} twice.` });
      continue;
    }
    keys.add(key);
    branches.add(parentKey(key));
    if (isAccount(entry)) tree.addAccount(entry);
    else if (isGroup(entry)) tree.addGroup(toGroup(entry));
    else elsewhere.set(key, "no-account");
  }
  for (const group of tree.groups.values())
    for (const dn of [...group.memberDns, ...group.ownerDns]) {
      const key = dnKey(dn);
      if (!keys.has(key)) elsewhere.set(key, "nothing");
    }
  const { problems: unnamed, ...found } = tree.finish([], elsewhere, gaps);
  return { ...found, problems, remarks: [...unnamed, ...(found.remarks ?? [])] };
}

function toGroup(entry: RawEntry) {
  const lists = {
    member: valuesOf(entry, "member"),
    uniquemember: valuesOf(entry, "uniquemember"),
    memberuid: valuesOf(entry, "memberuid"),
  };
  const cut = [...entry.continued.keys()].map((name) => describeCutList(name, entry.dn));
  return rawGroup(entry, lists, cut);
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
