import type { Project } from "../provisioner.ts";
import { toChange } from "../to-change.ts";
import { type AccountState, loginNameOf, loginsOf } from "./account-state.ts";
import { findUnsigned, namesOf } from "./agreements.ts";
import type { ArvadosSite, PersonRef } from "./arvados-site.ts";
import { describeUnset, reasonFor } from "./ensure-account.ts";
import { accountOf } from "./find-user.ts";
import { findCommonGroups, findProjectGroup, isMember } from "./role-groups.ts";
import { findMachine } from "./set-up.ts";

/** Compares an account with what `ensure` makes of it, one sentence per difference. */
export async function findDrift(
  site: ArvadosSite,
  state: AccountState,
  person: PersonRef,
  projects: readonly Project[],
): Promise<string[]> {
  const { user } = state;
  const account = accountOf(user, person);
  const { email, username } = person;
  const unset = describeUnset(state, person);
  const isAddressRight = email === null || user.email.toLowerCase() === email.toLowerCase();
  return [
    ...(isAddressRight
      ? []
      : [
          `${account} has the address ${user.email || "(none)"} instead of ${email}; ${toChange("set-email", username, user.email)}`,
        ]),
    ...(user.isAdmin ? [`${account} is an admin of the cluster`] : []),
    ...(unset === undefined
      ? [
          ...(await activationDrift(site, state, person)),
          ...(await loginDrift(site, state, person)),
          ...(await groupDrift(site, state, person, projects)),
        ]
      : [unset]),
  ];
}

async function activationDrift(
  site: ArvadosSite,
  { user, isSetUp }: AccountState,
  person: PersonRef,
): Promise<string[]> {
  const account = accountOf(user, person);
  const unsigned = reasonFor(site, person) === undefined ? await findUnsigned(site, user) : [];
  const names = namesOf(unsigned);
  if (user.isActive)
    return [
      ...(isSetUp ? [] : [`${account} is active, but isn't set up`]),
      ...(unsigned.length > 0 ? [`${account} is active, but this isn't signed: ${names}`] : []),
    ];
  if (!isSetUp) return [`${account} isn't set up`];
  return [
    `${account} is set up, but isn't active${unsigned.length > 0 ? `, because this isn't signed: ${names}` : ""}`,
  ];
}

async function loginDrift(site: ArvadosSite, state: AccountState, person: PersonRef): Promise<string[]> {
  const machine = await findMachine(site);
  const account = accountOf(state.user, person);
  const logins = loginsOf(state);
  const there = logins.filter(({ headUuid }) => headUuid === machine?.uuid).map(loginNameOf);
  const missing = machine && there.length === 0 ? [`${account} has no login on ${machine.hostname}`] : [];
  const double =
    machine && there.length > 1
      ? [`${account} has several logins on ${machine.hostname}: ${there.join(", ")}`]
      : [];
  const other =
    machine && there.length === 1 && there[0] !== state.user.username
      ? [`${account} logs in to ${machine.hostname} as ${there[0]}`]
      : [];
  return [...missing, ...double, ...other];
}

async function groupDrift(
  site: ArvadosSite,
  state: AccountState,
  person: PersonRef,
  projects: readonly Project[],
): Promise<string[]> {
  const account = accountOf(state.user, person);
  const missing = (await findCommonGroups(site)).filter((group) => !isMember(state, group));
  const drift = missing.map(({ name }) => `${account} is not in the group ${name}`);
  for (const project of site.config.projectGroups ? projects : []) {
    const group = await findProjectGroup(site, project);
    if (!group) drift.push(`the group ${project.name} is missing`);
    else if (!isMember(state, group)) drift.push(`${account} is not in the group ${group.name}`);
  }
  return drift;
}
