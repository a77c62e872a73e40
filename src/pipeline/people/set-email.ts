import { listAccountsOfPerson } from "../../db/accounts.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import { inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { changeEmail, emailIdentity, findPersonBy, lockRegistry } from "../../db/people.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Person } from "../../db/tables/people.ts";
import { Failure } from "../../failure/failure.ts";
import type { EmailStore } from "../../provisioners/email-store.ts";
import type { Provisioner } from "../../provisioners/provisioner.ts";
import { readEmailAddress } from "../../view/email-address.ts";
import { fullName } from "../../view/full-name.ts";
import type { EventActor } from "../engine/changes.ts";
import { linkMessages } from "../links/link-messages.ts";
import { requirePerson } from "./require-person.ts";
import type { ChangePersonDeps } from "./set-name.ts";

interface EmailChange {
  readonly person: Person;
  readonly address: string;
  /** The person's accounts, with each system that stores an address for them. */
  readonly places: readonly { readonly account: Account; readonly system: Provisioner & EmailStore }[];
}

/** Describes what `setEmail` would do, one line per change. Changes nothing. Throws if it isn't possible. */
export async function* planEmailChange(
  who: string,
  typed: string,
  deps: ChangePersonDeps,
): AsyncGenerator<string> {
  const { person, address, places } = await readChange(who, typed, deps);
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
  typed: string,
  by: EventActor,
  deps: ChangePersonDeps,
): AsyncGenerator<string> {
  const { db, now, rules } = deps;
  const { person, address, places } = await readChange(who, typed, deps);
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
  typed: string,
  { db, provisioners }: ChangePersonDeps,
): Promise<EmailChange> {
  const read = readEmailAddress(typed);
  if (!("address" in read)) throw new Failure(`"${typed}" ${read.problem}.`);
  const { address } = read;
  const person = await requirePerson(db, who);
  if (person.email === address) throw new Failure(`${fullName(person)} already has the address ${address}.`);
  const owner = await findPersonBy(db, emailIdentity(address));
  if (owner && owner.id !== person.id)
    throw new Failure(`${address} belongs to ${fullName(owner)}. One address can't belong to two people.`);
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
