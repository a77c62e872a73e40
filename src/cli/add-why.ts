import type { Command } from "commander";
import { EXIT_UNANSWERED, explainWhy } from "../commands/why.ts";
import { print } from "./print.ts";
import { timeFormatter } from "./time-formatter.ts";
import { withTools } from "./with-database.ts";

/** `acct why` */
export function addWhy(program: Command): void {
  program
    .command("why")
    .description(
      "say why someone can't sign in: everything that they need, in acct and in each system (exits 1 if something is missing, 2 if a system couldn't be asked or acct knows no such person)",
    )
    // By itself, a missing argument would read as if something were missing for someone.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_UNANSWERED))
    .argument("<who>", "a username, an email address, or a chat ID, such as slack:U0123ABCD")
    .argument("[project]", "the project that they want to work in; without it, all of theirs")
    .action((who: string, project: string | undefined) =>
      withTools(async (deps, { site }) => {
        process.exitCode = EXIT_UNANSWERED;
        const { lines, exitCode } = await explainWhy(who, project, deps, timeFormatter(site.timeZone));
        for (const line of lines) print(line);
        process.exitCode = exitCode;
      }),
    );
}
