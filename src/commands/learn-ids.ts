import { findAccountById } from "../db/accounts.ts";
import { readPerson } from "../db/read-person.ts";
import type { Person } from "../db/tables/people.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { learnId } from "../pipeline/learn-id.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";

/**
 * Notes which accounts in each system are these people's: once two people are one, both accounts have one address, and a system that knows
 * people by their address could no longer tell them apart. Yields a line for each system that doesn't respond.
 */
export async function* learnIds(
  people: readonly Person[],
  { db, now, provisioners }: Pick<PipelineDeps, "db" | "now" | "provisioners">,
): AsyncGenerator<string> {
  for (const person of people) {
    const { accounts } = await readPerson(db, person.id);
    for (const { id } of accounts) {
      const account = await findAccountById(db, id);
      if (!account || account.erasedAt) continue;
      for (const provisioner of provisioners) {
        try {
          await learnId(account, provisioner, { db, now });
        } catch (error) {
          yield `Which account of ${provisioner.name} is ${account.username} could not be noted: ${describeForOperator(error)}`;
        }
      }
    }
  }
}
