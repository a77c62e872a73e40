import type { VirtualMachine } from "../../arvados/arvados.ts";
import type { Person, PlannedChange } from "../provisioner.ts";
import { type AccountState, loginNameOf, loginsOf, readState } from "./account-state.ts";
import { findUnsigned, namesOf } from "./agreements.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { describeElsewhere, describeUnset, reasonFor } from "./ensure-account.ts";
import { accountOf, findUser } from "./find-user.ts";
import { predictUsername } from "./predict-username.ts";
import { findCommonGroups, isMember } from "./role-groups.ts";
import { findMachine } from "./set-up.ts";

export interface PlannedAccount {
  readonly lines: readonly PlannedChange[];
  /** Undefined: acct creates the account, or leaves it alone. */
  readonly state: AccountState | undefined;
  /** Whether acct leaves the account alone. */
  readonly isLeft: boolean;
}

/** Describes what `ensureAccount` would do: the account, the login, the groups, and what is to be signed before it becomes active. */
export async function planAccount(
  site: ArvadosSite,
  person: Omit<Person, "uidNumber">,
): Promise<PlannedAccount> {
  const found = await findUser(site, person);
  const elsewhere = await describeElsewhere(site, person, found);
  const leave = (text: string): PlannedAccount => ({
    lines: [{ text, isNew: false }],
    state: undefined,
    isLeft: true,
  });
  if (elsewhere !== undefined) return leave(elsewhere);
  const state = found && (await readState(site, found));
  const unset = state && describeUnset(state, person);
  if (unset !== undefined) return leave(unset);
  const machine = await findMachine(site);
  const groups = await findCommonGroups(site);
  const predicted = found ? found.username : await predictUsername(site.arvados, person.email ?? "");
  const account = found
    ? { text: accountOf(found, person), isNew: false }
    : { text: `account ${predicted ?? "without a username"} of ${person.username}`, isNew: true };
  const lines = [
    account,
    ...(machine ? [planLogin(machine, state, predicted ?? "")] : []),
    ...groups.map(({ name, uuid, ...group }) => ({
      text: `membership in the group ${name}`,
      isNew: !state || !isMember(state, { name, uuid, ...group }),
    })),
    await planActivation(site, state, person),
  ];
  return { lines, state, isLeft: false };
}

function planLogin(
  { uuid, hostname }: VirtualMachine,
  state: AccountState | undefined,
  predicted: string,
): PlannedChange {
  const login = state && loginsOf(state).find(({ headUuid }) => headUuid === uuid);
  if (login) return { text: `login on ${hostname} as ${loginNameOf(login)}`, isNew: false };
  if (predicted === "")
    return {
      text: `no login on ${hostname}, because Arvados can make no username from the address`,
      isNew: false,
    };
  return { text: `login on ${hostname} as ${predicted}`, isNew: true };
}

async function planActivation(
  site: ArvadosSite,
  state: AccountState | undefined,
  person: Omit<Person, "uidNumber">,
): Promise<PlannedChange> {
  if (state?.user.isActive && state.isSetUp) return { text: "the account is active", isNew: false };
  const reason = reasonFor(site, person);
  if (reason !== undefined)
    return { text: `the account becomes active without signatures: ${reason}`, isNew: true };
  const unsigned = state ? await findUnsigned(site, state.user) : await site.arvados.listAgreements();
  if (unsigned.length === 0) return { text: "the account becomes active", isNew: true };
  return { text: `the account becomes active when this is signed: ${namesOf(unsigned)}`, isNew: false };
}
