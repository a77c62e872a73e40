import type { Command } from "commander";
import { readChatId } from "../chat/read-chat-id.ts";
import { importLinks } from "../commands/import-links.ts";
import { localActor } from "../commands/local-actor.ts";
import { Failure } from "../failure/failure.ts";
import { readUtf8File } from "../intake/read-utf8-file.ts";
import { proposeLink } from "../pipeline/links/propose-link.ts";
import { isTicketUser, linkTicketUser } from "../pipeline/people/link-ticket-user.ts";
import { requirePerson } from "../pipeline/people/require-person.ts";
import { requireStaff } from "../pipeline/people/require-staff.ts";
import { planEmailChange, setEmail } from "../pipeline/people/set-email.ts";
import { planNameChange, setName } from "../pipeline/people/set-name.ts";
import { planUsernameChange, setUsername } from "../pipeline/people/set-username.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { addPersonMerge } from "./add-person-merge.ts";
import { confirm } from "./confirm.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

/** `acct person`: what acct knows about one person. */
export function addPerson(program: Command): void {
  const person = program.command("person").description("show or change what acct knows about a person");
  const WHO = ["<who>", "a username or, for a person without an account, an email address"] as const;
  person
    .command("link")
    .description(
      "ask a chat user to confirm that they are this person (the person's address and the currently linked user are notified), or link a user in Request Tracker to them",
    )
    .argument(
      "[who]",
      `${WHO[1]}; for a user in Request Tracker also a chat ID, such as slack:U0123ABCD, because admins need no account`,
    )
    .argument(
      "[user]",
      "the person's chat ID, such as U0123ABCD or the 26 characters of a Mattermost ID, or their user in Request Tracker, such as rt:rt.example.org/42, which is linked at once",
    )
    .option(
      "--import <file>",
      "link everyone in a CSV file with the columns person and user at once, such as for a move to another chat",
    )
    .option("--dry-run", "with --import: only check the file and show what would be linked")
    .action((who: string | undefined, user: string | undefined, options: LinkOptions) =>
      withTools(async (deps) => {
        if (options.import !== undefined) return importFrom(options.import, options.dryRun ?? false, deps);
        if (who === undefined || user === undefined)
          throw new Failure("Please name the person and their user, or a file with --import.");
        if (isTicketUser(user)) {
          await linkTicketUser(await requireStaff(who, deps), user, localActor(), deps);
          return print(`Linked ${user}.`);
        }
        const found = await requirePerson(deps.db, who);
        const why = await proposeLink(found, readChatId(user), localActor(), deps);
        if (why) throw new Error(why);
        print(`Asked ${user} to confirm. The link becomes active when they press the button.`);
      }),
    );
  const changing = (name: string, description: string) =>
    person
      .command(name)
      .description(description)
      .option("--yes", "skip the confirmation")
      .option("--dry-run", "only show what would change");
  changing("set-email", "change a person's email address in the registry and in every system that stores it")
    .argument(...WHO)
    .argument("<address>", "the new address")
    .action((who: string, address: string, options: Options) =>
      run("set-email", options, {
        plan: (deps) => planEmailChange(who, address, deps),
        work: (deps) => setEmail(who, address, localActor(), deps),
      }),
    );
  changing("set-name", "change what a person is called in the registry and in every system that stores it")
    .argument(...WHO)
    .argument("<names...>", "the given names, and the family name last; someone may have only one name")
    .action((who: string, names: string[], options: Options) => {
      const name = { givenName: names.slice(0, -1).join(" "), familyName: names.at(-1) ?? "" };
      return run("set-name", options, {
        plan: (deps) => planNameChange(who, name, deps),
        work: (deps) => setName(who, name, localActor(), deps),
      });
    });
  changing("set-username", "give an account another username in the registry and in every system")
    .argument("<account>", "the username now")
    .argument("<username>", "the new username")
    .action((who: string, username: string, options: Options) =>
      run("set-username", options, {
        plan: (deps) => planUsernameChange(who, username, deps),
        work: (deps) => setUsername(who, username, localActor(), deps),
      }),
    );
  addPersonMerge(person);
}

interface LinkOptions {
  readonly import?: string;
  readonly dryRun?: boolean;
}

/** Prints one line for each row that changes something or can't be used. Throws if any can't. */
async function importFrom(file: string, dryRun: boolean, deps: PipelineDeps): Promise<void> {
  const text = await readUtf8File(file);
  const counts = { linked: 0, kept: 0, failed: 0 };
  for await (const { line, outcome, sentence } of importLinks(text, { by: localActor(), dryRun }, deps)) {
    counts[outcome]++;
    if (outcome === "linked") print(`Row ${line}: ${dryRun ? "would link" : "linked"} ${sentence}.`);
    if (outcome === "failed") print(`Row ${line}: not linked: ${sentence}.`);
  }
  const done = dryRun ? "Nothing was changed. To link" : "Linked";
  print(`${done}: ${counts.linked}. Already linked: ${counts.kept}. Not linked: ${counts.failed}.`);
  if (counts.failed > 0) process.exitCode = 1;
}

interface Options {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

interface Steps {
  plan(deps: PipelineDeps): AsyncIterable<string>;
  work(deps: PipelineDeps): AsyncIterable<string>;
}

/** Shows the plan, asks, and does it. Throws if the plan isn't possible. */
async function run(command: string, { yes, dryRun }: Options, { plan, work }: Steps): Promise<void> {
  await withTools(async (deps) => {
    if (dryRun) return printAll(plan(deps));
    if (!yes && !(await confirm(`acct person ${command}`, plan(deps), "Change it?")))
      return print("Nothing changed.");
    await printAll(work(deps));
  });
}

async function printAll(lines: AsyncIterable<string>): Promise<void> {
  for await (const line of lines) print(line);
}
