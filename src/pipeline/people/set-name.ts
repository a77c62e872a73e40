import { listAccountsOfPerson } from "../../db/accounts.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import { inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { changeName, lockRegistry } from "../../db/people.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Person } from "../../db/tables/people.ts";
import { Failure } from "../../failure/failure.ts";
import type { NameStore } from "../../provisioners/name-store.ts";
import type { Provisioner } from "../../provisioners/provisioner.ts";
import { type FullName, fullName } from "../../view/full-name.ts";
import type { EventActor } from "../engine/changes.ts";
import { linkMessages } from "../links/link-messages.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { refuseInDryRun } from "./refuse-in-dry-run.ts";
import { requirePerson } from "./require-person.ts";

export type ChangePersonDeps = Pick<PipelineDeps, "db" | "now" | "provisioners" | "rules">;

interface NameChange {
  readonly person: Person;
  readonly name: FullName;
  /** The person's accounts, with each system that stores names. */
  readonly places: readonly { readonly account: Account; readonly system: Provisioner & NameStore }[];
}

/** Describes what `setName` would do, one line per change. Changes nothing. Throws if it isn't possible. */
export async function* planNameChange(
  who: string,
  name: FullName,
  deps: ChangePersonDeps,
): AsyncGenerator<string> {
  const { person, places } = await readChange(who, name, deps);
  yield `registry: ${fullName(person)} → ${fullName(name)}`;
  for (const { account, system } of places)
    yield `${system.name}: ${account.username} is called ${fullName(name)}`;
  yield `${person.email ?? "No one"} would be told. Usernames and addresses stay as they are.`;
}

/**
 * Changes what a person is called, in every system that stores it and last in the registry, so that it can be repeated if a
 * system doesn't respond. Yields one line per change. Throws if it isn't possible, or if a system fails.
 */
export async function* setName(
  who: string,
  name: FullName,
  by: EventActor,
  deps: ChangePersonDeps,
): AsyncGenerator<string> {
  const { db, now, rules } = deps;
  const { person, places } = await readChange(who, name, deps);
  refuseInDryRun(rules, "--dry-run shows what would change");
  for (const { account, system } of places) yield `${system.name}: ${await system.setName(account, name)}`;
  const old = fullName(person);
  await inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    await changeName(tx, person.id, name);
    const note = `${old} → ${fullName(name)}`;
    const event = { kind: "name-changed", actor: by.id, actorName: by.name, note } as const;
    await recordRegistryEvent(tx, { kind: "person", id: person.id }, event, now());
    const data = { person: fullName(name), old };
    const told = linkMessages("name-changed", `${person.id}:${now().toISOString()}`, data, [
      { name: fullName(name), email: person.email },
    ]);
    for (const message of told) await insertNotification(tx, message, now());
  });
  yield `registry: ${old} → ${fullName(name)}`;
}

async function readChange(
  who: string,
  name: FullName,
  { db, provisioners }: ChangePersonDeps,
): Promise<NameChange> {
  const person = await requirePerson(db, who);
  if (fullName(name) === "")
    throw new Failure("Name at least one name, such as: acct person set-name amy Amy Ash");
  if (person.givenName === name.givenName && person.familyName === name.familyName)
    throw new Failure(`${fullName(person)} already has this name.`);
  const systems = provisioners.filter((each): each is Provisioner & NameStore => each.setName !== undefined);
  const accounts = (await listAccountsOfPerson(db, person.id)).filter(({ erasedAt }) => erasedAt === null);
  return {
    person,
    name,
    places: accounts.flatMap((account) => systems.map((system) => ({ account, system }))),
  };
}
