import { findAccountById } from "../db/accounts.ts";
import type { Db } from "../db/client.ts";
import { readPerson } from "../db/read-person.ts";
import type { Person } from "../db/tables/people.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";

interface ListJoinedDeps {
  readonly db: Db;
  readonly provisioners: readonly Provisioner[];
}

/** Says which accounts of these people a system has joined for good, a line for each. A system that doesn't respond is said to. */
export async function* listJoined(
  people: readonly Person[],
  { db, provisioners }: ListJoinedDeps,
): AsyncGenerator<string> {
  for (const person of people) {
    const { accounts } = await readPerson(db, person.id);
    for (const { id } of accounts) {
      const account = await findAccountById(db, id);
      if (!account) continue;
      for (const { name, findJoined } of provisioners) {
        const found = await findJoined?.(account).catch(
          (error: unknown) =>
            `it is unknown whether ${account.username} stays joined: ${describeForOperator(error)}`,
        );
        if (found !== undefined) yield `In ${name}, ${found}.`;
      }
    }
  }
}
