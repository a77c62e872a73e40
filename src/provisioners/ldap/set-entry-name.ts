import type { Client } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { type FullName, fullName } from "../../view/full-name.ts";
import type { Person } from "../provisioner.ts";
import { parseDn } from "./dn.ts";
import { change, texts } from "./entries.ts";
import { entryNames } from "./entry-names.ts";
import type { peopleStore } from "./people-store.ts";

/**
 * Replaces the person's names in their entry, and keeps other values of `cn`. A name that is part of the entry's DN stays as
 * well (RFC 4511, result 67). Returns false if there is no entry or nothing to change.
 */
export async function setEntryName(
  client: Client,
  people: ReturnType<typeof peopleStore>,
  person: Person,
  name: FullName,
): Promise<boolean> {
  const entry = await people.findOurs(client, person);
  if (!entry) return false;
  const named = Object.fromEntries(parseDn(entry.dn)?.[0] ?? []);
  const after = entryNames(name);
  const wanted = {
    cn: mergeNames(after.cn, texts(entry.cn), fullName(person), named.cn),
    sn: mergeNames(after.sn, texts(entry.sn), entryNames(person).sn, named.sn),
    givenName: after.givenName === undefined ? [] : [after.givenName],
  };
  const changes = Object.entries(wanted).filter(
    ([attribute, values]) => texts(entry[attribute]).join("\n") !== values.join("\n"),
  );
  if (changes.length === 0) return false;
  await client.modify(
    entry.dn,
    changes.map(([attribute, values]) => change("replace", attribute, values)),
  );
  const now = await people.findOurs(client, person);
  if (now && texts(now.cn).includes(after.cn) && texts(now.sn).includes(after.sn)) return true;
  throw new Failure(`LDAP accepted the new name of uid=${person.username}, but doesn't have it`);
}

/** The new value first, without the old one, unless the entry is named by it. */
function mergeNames(
  value: string,
  before: readonly string[],
  old: string,
  inDn: string | undefined,
): string[] {
  return [value, ...before.filter((each) => each !== value && (each !== old || each === inDn))];
}
