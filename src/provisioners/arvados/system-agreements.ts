import { nameOf } from "../../arvados/agreement-calls.ts";
import { AccountLockedError } from "../password-store.ts";
import { NotYetError } from "../provisioner.ts";
import type { SystemAgreements } from "../system-agreements.ts";
import { readState } from "./account-state.ts";
import { findUnsigned, namesOf, signAgreement } from "./agreements.ts";
import type { ArvadosSite, PersonRef } from "./arvados-site.ts";
import { describeUnset, getUser, settle } from "./ensure-account.ts";
import { accountOf, homeElsewhere } from "./find-user.ts";
import type { oneAtATime } from "./one-at-a-time.ts";
import { findMachine, setUp } from "./set-up.ts";

/** Signing takes a person minutes, or days. */
const SIGN_WAIT_MS = 15 * 60_000;

/** The user agreements of Arvados. An account is never made active around them. */
export function arvadosAgreements(
  site: ArvadosSite,
  inTurn: ReturnType<typeof oneAtATime>,
): SystemAgreements {
  return {
    async listUnsigned(account) {
      const user = await getUser(site, account);
      const unsigned = user.isActive ? [] : await findUnsigned(site, user);
      const texts = unsigned.map(async (agreement) => ({
        id: agreement.uuid,
        title: nameOf(agreement),
        html: await site.arvados.readAgreement(agreement),
      }));
      return Promise.all(texts);
    },
    sign: (account, agreementId, evidence) =>
      inTurn(keyOf(account), async () =>
        signAgreement(site, await getUser(site, account), { agreementId, evidence }),
      ),
    activate: (account) => inTurn(keyOf(account), () => activateAccount(site, account)),
  };
}

/** What is done to the same person is done one after another. */
export const keyOf = ({ email, username }: PersonRef): string => email?.toLowerCase() ?? username;

/** Lets someone in after they have signed. Throws `NotYetError` while something is to be signed. */
export async function activateAccount(site: ArvadosSite, account: PersonRef): Promise<string> {
  const user = await getUser(site, account);
  const named = accountOf(user, account);
  const home = await homeElsewhere(site, user);
  if (home !== undefined) return `${named} belongs to the cluster ${home}, which activates it`;
  const state = await readState(site, user);
  const unset = describeUnset(state, account);
  if (unset !== undefined) throw new AccountLockedError(unset);
  if (user.isActive) return `${named} is active`;
  const { unsigned } = await settle(site, await setUp(site, state, await findMachine(site)), account);
  if (unsigned.length > 0)
    throw new NotYetError(`${named} becomes active when this is signed: ${namesOf(unsigned)}`, SIGN_WAIT_MS);
  return `${named} is active now`;
}
