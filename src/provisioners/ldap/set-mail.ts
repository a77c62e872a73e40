import type { Client } from "ldapts";
import { NameConflictError, type Person } from "../provisioner.ts";
import { change, hasClass, texts } from "./entries.ts";
import type { peopleStore } from "./people-store.ts";

/**
 * Replaces the person's address in their entry, and keeps the others that the entry has. Returns false if there is no entry or
 * nothing to change. Throws `NameConflictError` if the username or the new address belongs to someone else.
 */
export async function setMail(
  client: Client,
  people: ReturnType<typeof peopleStore>,
  person: Person,
  email: string,
): Promise<boolean> {
  const entry = await people.findOurs(client, person);
  if (!entry) return false;
  const others = await people.findAnywhere(client, "mail", email);
  const other = others.find((each) => hasClass(each, "posixAccount") && each.dn !== entry.dn);
  if (other) throw new NameConflictError(`${email} belongs to someone else in LDAP: ${other.dn}`);
  const before = texts(entry.mail);
  const replaced = new Set([person.email?.toLowerCase(), email.toLowerCase()]);
  const after = [email, ...before.filter((address) => !replaced.has(address.toLowerCase()))];
  if (before.join("\n") === after.join("\n")) return false;
  await client.modify(entry.dn, change("replace", "mail", after));
  return true;
}
