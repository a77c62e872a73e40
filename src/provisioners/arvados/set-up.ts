import type { VirtualMachine } from "../../arvados/arvados.ts";
import { isUncertain } from "../../arvados/arvados-error.ts";
import { Failure } from "../../failure/failure.ts";
import { type AccountState, loginsOf, readState } from "./account-state.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { describeUser } from "./find-user.ts";

/** The virtual machine of the settings. Throws a `Failure` that lasts if there is none with that name. */
export async function findMachine({ arvados, config }: ArvadosSite): Promise<VirtualMachine | undefined> {
  const { virtualMachine } = config;
  if (virtualMachine === undefined) return undefined;
  const machine = await arvados.findMachine(virtualMachine);
  if (machine) return machine;
  throw new Failure(
    `Arvados has no virtual machine ${virtualMachine}: create it there, or change arvados.virtualMachine`,
    { lasts: true },
  );
}

/** Whether setting the account up would change something. A login under another name counts: a second one is never made. */
export const isWhollySetUp = (state: AccountState, machine: VirtualMachine | undefined): boolean =>
  state.isSetUp && (machine === undefined || hasLogin(state, machine));

const hasLogin = (state: AccountState, { uuid }: VirtualMachine): boolean =>
  loginsOf(state).some(({ headUuid }) => headUuid === uuid);

/**
 * Makes sure that an account is set up, with its login on the virtual machine, and returns what it is afterwards. Arvados may do a part
 * of it and then fail, so the account is read again, whatever the answer was.
 */
export async function setUp(
  site: ArvadosSite,
  state: AccountState,
  machine: VirtualMachine | undefined,
): Promise<AccountState> {
  if (isWhollySetUp(state, machine)) return state;
  const { arvados } = site;
  const { user } = state;
  let failure: unknown;
  try {
    await arvados.setUp(user.uuid, machine);
  } catch (error) {
    if (!isUncertain(error)) throw error;
    failure = error;
  }
  const now = await arvados.findUser(user.uuid);
  if (!now) throw failure ?? new Failure(`Arvados no longer has the account ${describeUser(user)}`);
  const after = await readState(site, now);
  if (isWhollySetUp(after, machine)) return after;
  if (failure !== undefined) throw failure;
  if (after.isSetUp && now.username === "")
    throw new Failure(
      `Arvados gave the account ${now.uuid} no login on ${machine?.hostname}, because it has no username: give it one there`,
      { lasts: true },
    );
  throw new Failure(`Arvados accepted the setup of ${describeUser(now)}, but the account isn't set up`);
}
