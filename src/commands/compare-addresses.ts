import { findPersonById } from "../db/people.ts";
import { readMemberships } from "../db/reconcile.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { otherAddresses } from "../pipeline/people/other-addresses.ts";
import { toChange } from "../provisioners/to-change.ts";
import type { Drift } from "./reconcile.ts";

type CompareDeps = Parameters<typeof otherAddresses>[1];

/**
 * Reports each person for whom the chat has verified, or the campus directory has, another address than the registry, with the
 * command that changes it. Asks for one person at a time. If the chat can't be asked, this is reported once.
 */
export async function* compareAddresses(deps: CompareDeps): AsyncGenerator<Drift> {
  const { db, chat } = deps;
  const seen = new Set<number>();
  for await (const { account } of readMemberships(db)) {
    const { username, email, personId } = account;
    if (seen.has(personId)) continue;
    seen.add(personId);
    try {
      const person = await findPersonById(db, personId);
      for (const { address, where } of person ? await otherAddresses(person, deps) : []) {
        const what = `the address is ${address} instead of ${email ?? "(none)"}; ${toChange("set-email", username, address)}`;
        yield { of: username, system: where, what };
      }
    } catch (error) {
      const what = `comparison failed: ${describeForOperator(error)}`;
      yield { of: "addresses", system: chat.name, what, outcome: "failed" };
      return;
    }
  }
}
