import type { Command } from "commander";
import { localActor } from "../commands/local-actor.ts";
import { showPerson } from "../commands/show-person.ts";
import { describePerson, mergePeople, splitPerson } from "../pipeline/merge-people.ts";
import { requirePerson } from "../pipeline/people/require-person.ts";
import { print } from "./print.ts";
import { timeFormatter } from "./time-formatter.ts";
import { withDatabase } from "./with-database.ts";

const WHO = "a username, an email address, a chat user such as slack:U0123ABCD, or the person's number";

/** Adds `show`, `merge` and `split` to `acct person`. */
export function addPersonMerge(person: Command): void {
  person
    .command("show")
    .description("show what the registry knows about a person, and their history")
    .argument("<who>", WHO)
    .action((who: string) =>
      withDatabase(async ({ db }, config) => {
        const time = timeFormatter(config.site.timeZone);
        for await (const line of showPerson(db, await requirePerson(db, who), time)) print(line);
      }),
    );
  person
    .command("merge")
    .description("merge two people who turned out to be the same; acct person split undoes it")
    .argument("<kept>", `the person who stays: ${WHO}`)
    .argument("<merged>", "the person whose accounts, identities, and projects move to the first one")
    .action((keptName: string, mergedName: string) =>
      withDatabase(async ({ db, now }) => {
        const kept = await requirePerson(db, keptName);
        const merged = await requirePerson(db, mergedName);
        await mergePeople(kept, merged, localActor(), { db, now });
        print(
          `${describePerson(merged)} was merged into ${describePerson(kept)}. To undo this, run acct person split ${kept.id}`,
        );
      }),
    );
  person
    .command("split")
    .description("undo the latest merge of a person; both get back what they had before")
    .argument("<who>", WHO)
    .action((who: string) =>
      withDatabase(async ({ db, now }) => {
        const [kept, merged] = await splitPerson(await requirePerson(db, who), localActor(), { db, now });
        print(`${describePerson(kept)} and ${describePerson(merged)} are two people again.`);
      }),
    );
}
