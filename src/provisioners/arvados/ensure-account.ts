import type { ArvadosUser } from "../../arvados/arvados.ts";
import { isStatus } from "../../arvados/arvados-error.ts";
import { Failure } from "../../failure/failure.ts";
import type { Person } from "../provisioner.ts";
import { type AccountState, loginNameOf, loginsOf, readState } from "./account-state.ts";
import { activateIfSigned, namesOf, type Settled } from "./agreements.ts";
import type { ArvadosSite, PersonRef } from "./arvados-site.ts";
import { createUser } from "./create-user.ts";
import { accountOf, describeJoined, findJoined, findUser, homeElsewhere } from "./find-user.ts";
import { findCommonGroups, join } from "./role-groups.ts";
import { findMachine, setUp } from "./set-up.ts";

/** What there is of a person's account, or why acct leaves it alone, in a sentence. */
export type Ensured =
  | { readonly state: AccountState; readonly summary: string }
  | { readonly state: undefined; readonly user: ArvadosUser | undefined; readonly summary: string };

/**
 * Makes sure that a person has an account that is set up, in the groups that everyone joins, and active unless something is to be signed.
 * Only the activation waits for signatures.
 */
export async function ensureAccount(site: ArvadosSite, person: Person): Promise<Ensured> {
  const found = await findUser(site, person);
  const elsewhere = await describeElsewhere(site, person, found);
  if (elsewhere !== undefined) return { state: undefined, user: found, summary: elsewhere };
  const user = found ?? (await createUser(site, person));
  const before = await readState(site, user);
  const lock = describeUnset(before, person);
  if (lock !== undefined) return { state: undefined, user, summary: lock };
  return bringIntoUse(site, before, person);
}

/** Sets an account up, whoever took it out of use, and activates it unless something is to be signed. */
export async function bringIntoUse(
  site: ArvadosSite,
  before: AccountState,
  person: PersonRef,
): Promise<{ readonly state: AccountState; readonly summary: string }> {
  const machine = await findMachine(site);
  const isSetUp = await setUp(site, before, machine);
  const groups = await findCommonGroups(site);
  for (const group of groups) await join(site, isSetUp, group);
  const settled = await settle(site, isSetUp, person);
  const login = machine && loginsOf(isSetUp).find(({ headUuid }) => headUuid === machine.uuid);
  const parts = [
    `${accountOf(settled.user, person)} ${describeSettled(site, settled, person)}`,
    ...(login ? [`logs in to ${machine.hostname} as ${loginNameOf(login)}`] : []),
    ...(groups.length > 0 ? [`is in ${groups.map(({ name }) => name).join(", ")}`] : []),
  ];
  return { state: await readState(site, settled.user), summary: parts.join("; ") };
}

/** Why acct neither creates nor changes an account, in a sentence. Undefined: it does. */
export async function describeElsewhere(
  site: ArvadosSite,
  person: PersonRef,
  found: ArvadosUser | undefined,
): Promise<string | undefined> {
  if (found) {
    const home = await homeElsewhere(site, found);
    return (
      home && `${accountOf(found, person)} belongs to the cluster ${home}, which sets it up and activates it`
    );
  }
  const joined = await findJoined(site, person);
  if (joined) return describeJoined(joined, person);
  const { loginCluster } = await site.arvados.cluster();
  return (
    loginCluster &&
    `${person.username} gets an account by signing in at the login cluster ${loginCluster}; acct then sets it up`
  );
}

/** Why an account that is out of use stays so, in a sentence. Undefined: it is in use, or was never set up. */
export function describeUnset(
  { user, mark, wasSetUp, isSetUp }: AccountState,
  person: PersonRef,
): string | undefined {
  const account = accountOf(user, person);
  if (mark) return `${account} was suspended by acct, and stays so until acct resume ${person.username}`;
  if (isSetUp || user.isActive || !wasSetUp) return undefined;
  return `${account} was taken out of use in Arvados, and not by acct: if that was a mistake, run acct arvados setup ${person.username}`;
}

/** Activates an account, without any signature if the settings say so. One that isn't set up after all is set up first. */
export async function settle(site: ArvadosSite, state: AccountState, person: PersonRef): Promise<Settled> {
  const { user } = state;
  if (user.isActive) return { user, unsigned: [] };
  if (reasonFor(site, person) !== undefined)
    return { user: await site.arvados.preActivate(user.uuid), unsigned: [] };
  try {
    return await activateIfSigned(site, user);
  } catch (error) {
    if (!isStatus(error, 422) || !/without being invited/.test(error.words.message)) throw error;
    const again = await setUp(site, { ...state, isSetUp: false }, await findMachine(site));
    return activateIfSigned(site, again.user);
  }
}

/** Why someone's account becomes active without a signature. Undefined: it doesn't. */
export const reasonFor = ({ config }: ArvadosSite, { username }: PersonRef): string | undefined =>
  Object.hasOwn(config.preActivated, username) ? config.preActivated[username] : undefined;

function describeSettled(site: ArvadosSite, { unsigned }: Settled, person: PersonRef): string {
  if (unsigned.length > 0) return `is set up, and becomes active when this is signed: ${namesOf(unsigned)}`;
  const reason = reasonFor(site, person);
  return reason === undefined ? "is active" : `is active without signatures (${reason})`;
}

/** Someone's account. Throws a `Failure` if there is none. */
export async function getUser(site: ArvadosSite, person: PersonRef): Promise<ArvadosUser> {
  const user = await findUser(site, person);
  if (user) return user;
  const joined = await findJoined(site, person);
  if (joined) throw new Failure(`In Arvados, ${describeJoined(joined, person)}`, { lasts: true });
  throw new Failure(`Arvados has no account of ${person.username}`);
}
