import type { FoundAccount } from "../found.ts";
import { accountState, STATE_ATTRIBUTES } from "./account-state.ts";
import { dnKey, parseDn } from "./dn.ts";
import { ID_ATTRIBUTES, idsIn } from "./entry-id.ts";
import { firstOf, isOfClass, numberOf, type RawEntry, valuesOf } from "./raw-entry.ts";

export interface AccountOptions {
  /** The attribute with the person's ID at the campus. */
  readonly campusIdAttribute: string;
  /** True: the site gives no one a shell. */
  readonly noShells: boolean;
  readonly now: Date;
}

/** Everything that `foundAccount` reads. Operational attributes come only on request. */
export const accountAttributes = ({ campusIdAttribute }: Pick<AccountOptions, "campusIdAttribute">) => [
  "objectClass",
  "uid",
  "sAMAccountName",
  "uidNumber",
  "gidNumber",
  "givenName",
  "sn",
  "mail",
  "proxyAddresses",
  campusIdAttribute,
  ...ID_ATTRIBUTES,
  "objectSid",
  "primaryGroupID",
  ...STATE_ATTRIBUTES,
  "loginShell",
];

/** POSIX accounts, and users of Active Directory, where computers are users, too. */
export const ACCOUNT_FILTER = "(|(objectClass=posixAccount)(&(objectCategory=person)(objectClass=user)))";

export const isAccount = (entry: RawEntry) => isOfClass(entry, "posixAccount") || isAdUser(entry);

const isAdUser = (entry: RawEntry) => isOfClass(entry, "user") && !isOfClass(entry, "computer");

/** Reads a person's account. Undefined if the entry has no username. */
export function foundAccount(entry: RawEntry, options: AccountOptions): FoundAccount | undefined {
  const username = readUsername(entry);
  if (username === undefined) return undefined;
  const { now, noShells } = options;
  const value = (name: string) => firstOf(entry, name.toLowerCase());
  const required = isAdUser(entry) ? "userAccountControl" : undefined;
  return {
    system: "LDAP",
    id: readId(entry),
    username,
    uidNumber: numberOf(entry, "uidnumber"),
    givenName: value("givenName"),
    familyName: value("sn"),
    emails: readEmails(entry),
    campusId: value(options.campusIdAttribute),
    state: accountState(entry.values, { now, ignoresShell: noShells, required }).state,
  };
}

/** Returns the ID that can't change; a DN only where the directory shows us nothing better. */
export function readId(entry: RawEntry): string {
  return idsIn(entry)[0] ?? dnKey(entry.dn);
}

/** Of several names, the one in the DN is the username. Active Directory has its own attribute. */
function readUsername(entry: RawEntry): string | undefined {
  const names = valuesOf(entry, "uid");
  const inDn = parseDn(entry.dn)?.[0]?.find(([type]) => type === "uid")?.[1];
  const own = isAdUser(entry) ? firstOf(entry, "samaccountname") : undefined;
  return own ?? names.find((name) => name.toLowerCase() === inDn?.toLowerCase()) ?? (names[0] || undefined);
}

/** Active Directory has one `mail`, and further addresses as `smtp:…`, of which the main one is `SMTP:…`. */
function readEmails(entry: RawEntry): string[] {
  const further = valuesOf(entry, "proxyaddresses").filter((address) => /^smtp:/i.test(address));
  const main = further.filter((address) => address.startsWith("SMTP:"));
  const addresses = [
    ...valuesOf(entry, "mail"),
    ...[...main, ...further].map((address) => address.slice("smtp:".length)),
  ].map((address) => address.trim());
  const known = new Set<string>();
  return addresses.filter((address) => {
    const key = address.toLowerCase();
    return key !== "" && !known.has(key) && known.add(key);
  });
}
