import { z } from "zod";
import { systemUser, uuidFor } from "../../arvados/uuid.ts";
import { AccountLockedError } from "../password-store.ts";
import { type AccountState, isPermission, MARK, readState } from "./account-state.ts";
import { activateIfSigned, namesOf } from "./agreements.ts";
import type { ArvadosSite, PersonRef } from "./arvados-site.ts";
import { accountOf } from "./find-user.ts";
import { refuseSpecial } from "./refuse-special.ts";
import { findMachine, setUp } from "./set-up.ts";
import { findShares, type Share } from "./shares.ts";

/** What is kept in the mark, under names of acct's own. */
const kept = z.looseObject({
  acct_shares: z
    .array(z.looseObject({ tailUuid: z.string(), name: z.string(), headUuid: z.string() }))
    .default([]),
});

export const DOES_NOT_HOLD =
  "the cluster lets people activate their accounts themselves, so this doesn't hold: set Users.NewUsersAreActive to false in its configuration";

/**
 * Takes an account out of use with Arvados's `unsetup`, and removes what that leaves: the shares that the person gave, and their stars.
 * Before anything else, the account gets a mark with these shares, so that acct knows later that it was acct, also after an interruption.
 * An account that isn't set up gets no mark.
 */
export async function suspendUser(
  site: ArvadosSite,
  before: AccountState,
  person: PersonRef,
): Promise<string> {
  const { user } = before;
  await refuseSpecial(site, user);
  const account = accountOf(user, person);
  const isInUse = user.isActive || before.isSetUp;
  if (!isInUse && !before.mark) return describeLock(before, person) ?? "nothing to lock";
  const shares = await findShares(site, user.uuid);
  if (!before.mark) await writeMark(site, user.uuid, shares);
  const after = isInUse || before.outgoing.some(isPermission) ? await site.arvados.unsetUp(user.uuid) : user;
  const { outgoing } = await readState(site, after);
  for (const { uuid } of [...shares, ...outgoing]) await site.arvados.deleteLink(uuid);
  const wasAdmin = user.isAdmin ? ", and the person is no admin of the cluster anymore" : "";
  const doesHold = after.isInvited ? `. But ${DOES_NOT_HOLD}` : "";
  return `${account} is out of use: its tokens, SSH keys, permissions, shares, and signatures are gone${wasAdmin}${doesHold}`;
}

async function writeMark({ arvados }: ArvadosSite, uuid: string, shares: readonly Share[]): Promise<void> {
  const { id } = await arvados.cluster();
  await arvados.createLink({
    ...MARK,
    uuid: uuidFor(id, "link", ["suspended", uuid]),
    tailUuid: systemUser(id),
    headUuid: uuid,
    ownerUuid: systemUser(id),
    properties: { acct_shares: shares.map(({ tailUuid, name, headUuid }) => ({ tailUuid, name, headUuid })) },
  });
}

/** Says for admins what keeps someone from working there, apart from what they can sign themselves. Undefined: nothing. */
export function describeLock({ user, isSetUp, mark }: AccountState, person: PersonRef): string | undefined {
  if (user.isActive || isSetUp) return undefined;
  return `${accountOf(user, person)} is not set up${mark ? ": acct has suspended it" : ""}`;
}

/**
 * Sets up an account that acct has suspended, gives back its shares, and activates it if nothing is to be signed; signatures that there
 * were are gone. Throws `AccountLockedError` and changes nothing if someone else took it out of use. One that was never set up is left to
 * `ensure`.
 */
export async function resumeUser(
  site: ArvadosSite,
  before: AccountState,
  person: PersonRef,
): Promise<string> {
  const { user, mark } = before;
  const account = accountOf(user, person);
  const lock = describeLock(before, person);
  if (!mark && lock !== undefined && before.wasSetUp)
    throw new AccountLockedError(
      `${lock} in Arvados, and not by acct: if that was a mistake, run acct arvados setup ${person.username}`,
    );
  if (!mark) return lock ?? `${account} can be used`;
  const after = await setUp(site, before, await findMachine(site));
  const { acct_shares: shares } = kept.catch({ acct_shares: [] }).parse(mark.properties);
  for (const share of shares) await giveBack(site, share);
  const { unsigned } = await activateIfSigned(site, after.user);
  await site.arvados.deleteLink(mark.uuid);
  const state =
    unsigned.length === 0
      ? "is active again"
      : `is set up again, and has to sign again: ${namesOf(unsigned)}`;
  return `${account} ${state}; its tokens and SSH keys are gone permanently`;
}

/** What was shared, or whom it was shared with, may be gone by now. */
async function giveBack({ arvados }: ArvadosSite, { tailUuid, name, headUuid }: Share): Promise<void> {
  const isThere = async () =>
    (
      await arvados.listLinks([
        ["link_class", "=", "permission"],
        ["tail_uuid", "=", tailUuid],
        ["head_uuid", "=", headUuid],
      ])
    ).length > 0;
  if (await isThere()) return;
  if (!(await arvados.findGroup(headUuid))) return;
  const isLeft = tailUuid.includes("-j7d0g-")
    ? await arvados.findGroup(tailUuid)
    : await arvados.findUser(tailUuid);
  if (isLeft) await arvados.createLink({ linkClass: "permission", name, tailUuid, headUuid });
}
