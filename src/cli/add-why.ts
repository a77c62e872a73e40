import type { Command } from "commander";
import { explainWhy } from "../commands/why.ts";
import { print } from "./print.ts";
import { timeFormatter } from "./time-formatter.ts";
import { withTools } from "./with-database.ts";

/** `acct why` */
export function addWhy(program: Command): void {
  program
    .command("why")
    .description(
      "say why someone can't sign in: everything that they need, in acct and in each system (exits 1 if something is missing, 2 if a system couldn't be asked)",
    )
    .argument("<who>", "a username, an email address, or a chat ID, such as slack:U0123ABCD")
    .argument("[project]", "the project that they want to work in; without it, all of theirs")
    .action((who: string, project: string | undefined) =>
      withTools(async (deps, { site }) => {
        const { lines, exitCode } = await explainWhy(who, project, deps, timeFormatter(site.timeZone));
        for (const line of lines) print(line);
        process.exitCode = exitCode;
      }),
    );
}
