import { Failure } from "../../failure/failure.ts";
import type { AccountState } from "./account-state.ts";
import type { ArvadosSite, PersonRef } from "./arvados-site.ts";
import { accountOf } from "./find-user.ts";
import { countDirectly, describeObjects } from "./owned.ts";
import { refuseSpecial } from "./refuse-special.ts";

/** Deletes an account that is out of use and owns nothing. Throws a `Failure` and deletes nothing otherwise. */
export async function eraseUser(site: ArvadosSite, state: AccountState, person: PersonRef): Promise<string> {
  const { user, isSetUp, mark } = state;
  await refuseSpecial(site, user);
  const account = accountOf(user, person);
  if (user.isActive || isSetUp)
    throw new Failure(`${account} is still in use in Arvados; acct only deletes accounts that aren't set up`);
  const owned = await countDirectly(site, user.uuid);
  if (owned > 0)
    throw new Failure(
      `${account} still owns ${describeObjects(owned)} in Arvados, which no one could reach anymore: hand them over first`,
    );
  if (mark) await site.arvados.deleteLink(mark.uuid);
  await site.arvados.deleteUser(user.uuid);
  return `deleted ${account}`;
}
