import type { Command } from "commander";
import { learnIds } from "../commands/learn-ids.ts";
import { listJoined } from "../commands/list-joined.ts";
import { localActor } from "../commands/local-actor.ts";
import { planMerge } from "../commands/plan-merge.ts";
import { showPerson } from "../commands/show-person.ts";
import { describePerson, mergePeople, splitPerson } from "../pipeline/merge-people.ts";
import { requirePerson } from "../pipeline/people/require-person.ts";
import { confirm } from "./confirm.ts";
import { print } from "./print.ts";
import { timeFormatter } from "./time-formatter.ts";
import { withDatabase, withTools } from "./with-database.ts";

const WHO = "a username, an email address, a chat user such as slack:U0123ABCD, or the person's number";

/** Adds `show`, `merge` and `split` to `acct person`. */
export function addPersonMerge(person: Command): void {
  person
    .command("show")
    .description("show what the registry knows about a person, and their history")
    .argument("<who>", WHO)
    .action((who: string) =>
      withDatabase(async ({ db, now }, config) => {
        const shown = { time: timeFormatter(config.site.timeZone), now: now() };
        for await (const line of showPerson(db, await requirePerson(db, who), shown)) print(line);
      }),
    );
  person
    .command("merge")
    .description(
      "merge two people who turned out to be the same; shows both and asks first, and acct person split undoes it",
    )
    .argument("<kept>", `the person who stays: ${WHO}`)
    .argument("<merged>", "the person whose accounts, identities, and projects move to the first one")
    .option("--yes", "skip the confirmation")
    .option("--dry-run", "only show both people and what would change")
    .action((keptName: string, mergedName: string, { yes, dryRun }: { yes?: boolean; dryRun?: boolean }) =>
      withTools(async (deps) => {
        const { db, now } = deps;
        const kept = await requirePerson(db, keptName);
        const merged = await requirePerson(db, mergedName);
        const plan = () => planMerge(kept, merged, deps);
        if (dryRun) {
          for await (const line of plan()) print(line);
          return;
        }
        if (!yes && !(await confirm(`acct person merge ${keptName} ${mergedName}`, plan(), "Merge them?")))
          return print("Nothing changed.");
        for await (const line of learnIds([kept, merged], deps)) print(line);
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
      withTools(async (deps) => {
        const { db, now } = deps;
        const [kept, merged] = await splitPerson(await requirePerson(db, who), localActor(), { db, now });
        print(`${describePerson(kept)} and ${describePerson(merged)} are two people again.`);
        for await (const line of listJoined([kept, merged], deps)) print(line);
      }),
    );
}
