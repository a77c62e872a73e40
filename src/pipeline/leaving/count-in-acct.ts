import { countDelegations } from "../../db/delegations.ts";
import { countOpenLinks } from "../../db/password-links.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { CountedSystem } from "../../db/tables/requests.ts";
import { countRequestsDecidedBy } from "../../db/waiting-requests.ts";
import { hasAnotherAccount, keysOf } from "../end-access.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** Counts what ends, or goes to the admins, in acct itself when this account is closed. */
export async function countInAcct(
  account: Account,
  { db, now }: Pick<PipelineDeps, "db" | "now">,
): Promise<CountedSystem> {
  const at = now();
  const links = {
    what: "links to set a password",
    count: await countOpenLinks(db, account.id, at),
    fate: "ends",
  } as const;
  if (await hasAnotherAccount(db, account)) return { system: "acct", belongings: [links] };
  const keys = await keysOf(db, account);
  return {
    system: "acct",
    belongings: [
      {
        what: "requests waiting for their decision",
        count: await countRequestsDecidedBy(db, keys),
        fate: "stays",
      },
      { what: "delegations", count: await countDelegations(db, keys.users, at), fate: "ends" },
      links,
    ],
  };
}
