import { z } from "zod";
import { listAccountsOfPerson } from "../db/accounts.ts";
import { recordRegistryEvent } from "../db/apply-change.ts";
import { inTransaction } from "../db/client.ts";
import { findPerson } from "../db/find-person.ts";
import { insertNotification } from "../db/notifications.ts";
import { changeEmail, emailIdentity, findPersonBy, lockRegistry } from "../db/people.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Person } from "../db/tables/people.ts";
import type { EventActor } from "../pipeline/engine/changes.ts";
import { fullName, linkMessages } from "../pipeline/links/link-messages.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { EmailStore } from "../provisioners/email-store.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";

type SetEmailDeps = Pick<PipelineDeps, "db" | "now" | "provisioners" | "rules">;

interface EmailChange {
  readonly person: Person;
  readonly address: string;
  /** The person's accounts, with each system that stores an address for them. */
  readonly places: readonly { readonly account: Account; readonly system: Provisioner & EmailStore }[];
}

/** Describes what `setEmail` would do, one line per change. Changes nothing. Throws if it isn't possible. */
export async function* planEmailChange(
  who: string,
  address: string,
  deps: SetEmailDeps,
): AsyncGenerator<string> {
  const { person, places } = await readChange(who, address, deps);
  yield `registry: ${fullName(person)}: ${person.email ?? "no address"} → ${address}`;
  for (const { account, system } of places) yield `${system.name}: ${account.username} → ${address}`;
  yield `Both addresses would be told${deps.rules.dryRun ? ", and no system would be changed in a dry run" : ""}.`;
}

/**
 * Changes a person's address in every system that stores it, and last in the registry, so that it can be repeated if a system
 * doesn't respond. A confirmed link in the chat stays. The old address no longer identifies the person; both are told. Yields
 * one line per change.
 */
export async function* setEmail(
  who: string,
  address: string,
  by: EventActor,
  deps: SetEmailDeps,
): AsyncGenerator<string> {
  const { db, now, rules } = deps;
  const { person, places } = await readChange(who, address, deps);
  for (const { account, system } of rules.dryRun ? [] : places) {
    yield `${system.name}: ${await system.setEmail(account, address)}`;
  }
  const before = person.email;
  await inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    await changeEmail(tx, person.id, address, now());
    const note = `${before ?? "no address"} → ${address}`;
    const event = { kind: "email-changed", actor: by.id, actorName: by.name, note } as const;
    await recordRegistryEvent(tx, { kind: "person", id: person.id }, event, now());
    const name = fullName(person);
    const told = linkMessages(
      "email-changed",
      `${person.id}:${now().toISOString()}`,
      { person: name, email: address },
      [
        { name, email: before },
        { name, email: address },
      ],
    );
    for (const message of told) await insertNotification(tx, message, now());
  });
  yield `registry: ${fullName(person)}: ${before ?? "no address"} → ${address}. We've told both addresses.`;
}

async function readChange(
  who: string,
  address: string,
  { db, provisioners }: SetEmailDeps,
): Promise<EmailChange> {
  if (!z.email().safeParse(address).success) throw new Error(`"${address}" isn't an email address.`);
  const person = await findPerson(db, who);
  if (!person) throw new Error(`The registry has no one called ${who}.`);
  if (person.email === address) throw new Error(`${fullName(person)} already has the address ${address}.`);
  const owner = await findPersonBy(db, emailIdentity(address));
  if (owner && owner.id !== person.id)
    throw new Error(`${address} belongs to ${fullName(owner)}. One address can't belong to two people.`);
  const systems = provisioners.filter(
    (each): each is Provisioner & EmailStore => each.setEmail !== undefined,
  );
  const accounts = (await listAccountsOfPerson(db, person.id)).filter(({ erasedAt }) => erasedAt === null);
  return {
    person,
    address,
    places: accounts.flatMap((account) => systems.map((system) => ({ account, system }))),
  };
}
