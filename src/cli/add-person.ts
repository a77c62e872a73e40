import type { Command } from "commander";
import { readChatId } from "../chat/slack/slack-id.ts";
import { localActor } from "../commands/local-actor.ts";
import { planEmailChange, setEmail } from "../commands/set-email.ts";
import { findPerson } from "../db/find-person.ts";
import { proposeLink } from "../pipeline/links/propose-link.ts";
import { addPersonMerge } from "./add-person-merge.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

/** `acct person`: what acct knows about one person. */
export function addPerson(program: Command): void {
  const person = program.command("person").description("show or change what acct knows about a person");
  const WHO = ["<who>", "a username or, for a person without an account, an email address"] as const;
  person
    .command("link")
    .description(
      "ask a chat user to confirm that they are this person; the person's address and the currently linked user are notified",
    )
    .argument(...WHO)
    .argument("<user>", "the person's chat ID, such as U0123ABCD")
    .action((who: string, user: string) =>
      withTools(async (deps) => {
        const found = await findPerson(deps.db, who);
        if (!found) throw new Error(`The registry has no one called ${who}.`);
        const why = await proposeLink(found, readChatId(user), localActor(), deps);
        if (why) throw new Error(why);
        print(`Asked ${user} to confirm. The link becomes active when they press the button.`);
      }),
    );
  person
    .command("set-email")
    .description("change a person's email address in the registry and in every system that stores it")
    .argument(...WHO)
    .argument("<address>", "the new address")
    .option("--dry-run", "only show what would change")
    .action((who: string, address: string, { dryRun }: { dryRun?: boolean }) =>
      withTools(async (deps) => {
        const lines = dryRun
          ? planEmailChange(who, address, deps)
          : setEmail(who, address, localActor(), deps);
        for await (const line of lines) print(line);
      }),
    );
  addPersonMerge(person);
}
