import { type Client, type Entry, EqualityFilter } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import type { Person } from "../provisioner.ts";
import { isSameDn, parseDn } from "./dn.ts";
import { below, change, text, texts } from "./entries.ts";
import { findAnywhere, isCalled, nameConflict } from "./find-person.ts";
import { furtherClasses } from "./further-classes.ts";
import type { LdapConfig } from "./ldap-session.ts";
import type { peopleStore } from "./people-store.ts";
import { RESULT, unlessAlready } from "./result-codes.ts";

interface Parts {
  readonly config: Pick<LdapConfig, "objectClasses">;
  readonly people: ReturnType<typeof peopleStore>;
}

/** Attributes that name an entry by its DN (RFC 4519, RFC 4524). Not every server keeps them when the entry is renamed. */
const DN_ATTRIBUTES = ["member", "uniqueMember", "owner", "manager", "roleOccupant"] as const;

/** Describes what `setEntryUsername` would change. Throws `NameConflictError` if the new name belongs to another entry. */
export async function planEntryUsername(
  client: Client,
  { people }: Parts,
  person: Person,
  username: string,
): Promise<string[]> {
  const entry = await findOld(client, people, person, username);
  if (!entry) return [`there is no uid=${person.username}, so there is nothing to rename`];
  await refuseTaken(client, people, entry, username);
  return [
    `uid=${text(entry.uid)} → uid=${username}, also in groups; password, uidNumber and files stay`,
    `the home directory stays ${text(entry.homeDirectory) || "as it is"}`,
  ];
}

/**
 * Renames a person's entry, and every mention of it in groups anywhere in the directory. The ID, the numbers, the password,
 * and the home directory stay. Completes a change that was interrupted. Returns false if there is no entry.
 */
export async function setEntryUsername(
  client: Client,
  { config, people }: Parts,
  person: Person,
  username: string,
): Promise<boolean> {
  const entry = await findOld(client, people, person, username);
  if (!entry) return false;
  await refuseTaken(client, people, entry, username);
  const parent = entry.dn.slice(firstRdn(entry.dn).length + 1);
  const [oldDn, newDn] = [below(parent, { uid: person.username }), below(parent, { uid: username })];
  const isNamedByUid = parseDn(entry.dn)?.[0]?.some(([type]) => type === "uid") ?? false;
  if (!isCalled(entry, username) || (isNamedByUid && !isSameDn(entry.dn, newDn))) {
    if (isNamedByUid) await client.modifyDN(entry.dn, newDn);
    else await client.modify(entry.dn, change("replace", "uid", renamed(texts(entry.uid), person, username)));
  }
  const found = await people.findOurs(client, { ...person, username });
  if (!found || !isCalled(found, username))
    throw new Failure(`LDAP accepted the username ${username}, but uid=${person.username} doesn't have it`);
  await renameAttributes(client, config, found, person, username);
  await renameInGroups(client, await people.root(client), {
    names: [person.username, username],
    dns: [oldDn, found.dn],
  });
  return true;
}

/** An interrupted change may have renamed the entry already. */
async function findOld(
  client: Client,
  people: Parts["people"],
  person: Person,
  username: string,
): Promise<Entry | undefined> {
  try {
    const entry = await people.findOurs(client, person);
    if (entry) return entry;
  } catch (error) {
    const again = error instanceof Failure && (await people.findOurs(client, { ...person, username }));
    if (again) return again;
    throw error;
  }
  return undefined;
}

async function refuseTaken(
  client: Client,
  people: Parts["people"],
  entry: Entry,
  username: string,
): Promise<void> {
  const named = await people.findAnywhere(client, "uid", username);
  const other = named.find(({ dn }) => !isSameDn(dn, entry.dn));
  if (other) throw nameConflict(username, other);
}

/** The values that the site's own object classes made of the old username. Values that someone has changed stay. */
async function renameAttributes(
  client: Client,
  config: Parts["config"],
  entry: Entry,
  person: Person,
  username: string,
): Promise<void> {
  const gidNumber = Number(text(entry.gidNumber));
  const before = furtherClasses(config, { ...person, gidNumber }).attributes;
  const after = furtherClasses(config, { ...person, username, gidNumber }).attributes;
  const changes = Object.entries(after).filter(
    ([name, value]) => value !== before[name] && texts(entry[name]).includes(before[name] ?? ""),
  );
  for (const [name, value] of changes) await client.modify(entry.dn, change("replace", name, [value]));
}

async function renameInGroups(
  client: Client,
  root: string,
  {
    names,
    dns,
  }: { readonly names: readonly [string, string]; readonly dns: readonly [old: string, now: string] },
): Promise<void> {
  await renameValues(client, root, "memberUid", names);
  if (isSameDn(...dns)) return;
  for (const attribute of DN_ATTRIBUTES) await renameValues(client, root, attribute, dns);
}

/** Adds the new value before it deletes the old one, so that a group is never empty and no one loses access in between. */
async function renameValues(
  client: Client,
  root: string,
  attribute: string,
  [old, now]: readonly [string, string],
): Promise<void> {
  for (const { dn } of await findAnywhere(client, root, [new EqualityFilter({ attribute, value: old })])) {
    await unlessAlready([RESULT.typeOrValueExists], client.modify(dn, change("add", attribute, [now])));
    await unlessAlready([RESULT.noSuchAttribute], client.modify(dn, change("delete", attribute, [old])));
  }
}

const renamed = (values: readonly string[], { username: old }: Person, username: string) => [
  username,
  ...values.filter((value) => ![old, username].includes(value.toLowerCase())),
];

/** The first name of a DN as it is written. */
function firstRdn(dn: string): string {
  return /^(?:\\[\s\S]|"(?:\\[\s\S]|[^"])*"|[^,;\\])*/.exec(dn)?.[0] ?? "";
}
