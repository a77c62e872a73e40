import type { Command } from "commander";
import { eraseAccount } from "../commands/erase-account.ts";
import { offboard, planOffboarding } from "../commands/offboard.ts";
import { resume } from "../commands/resume.ts";
import { buildWorkflows } from "../pipeline/workflows.ts";
import { confirm } from "./confirm.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

interface Options {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly erase?: boolean;
}

/** `acct offboard`, and `acct resume`, which undoes it. */
export function addLeaving(program: Command): void {
  program
    .command("offboard")
    .description("shut somebody out of every system; asks first, and deletes nothing of theirs")
    .argument("<username>")
    .option("--yes", "do not ask")
    .option("--dry-run", "only show what would be shut out where")
    .option("--erase", "delete somebody who was offboarded, once times.eraseAfter has passed")
    .action((username: string, { yes, dryRun, erase }: Options) =>
      withTools(async (deps) => {
        const leaving = { ...deps, workflows: buildWorkflows(deps.rules.approvals) };
        const plan = () => planOffboarding(username, leaving);
        if (dryRun) return printAll(plan());
        const question = erase ? `Delete ${username} everywhere, for good?` : `Shut ${username} out?`;
        if (!yes && !(await confirm(`acct offboard ${username}`, plan(), question))) {
          return print("Nothing was changed.");
        }
        await printAll(erase ? eraseAccount(username, leaving) : offboard(username, leaving));
      }),
    );
  program
    .command("resume")
    .description("let somebody in again who was offboarded, as long as they were not deleted")
    .argument("<username>")
    .action((username: string) =>
      withTools(async (deps) => {
        await printAll(resume(username, { ...deps, workflows: buildWorkflows(deps.rules.approvals) }));
      }),
    );
}

async function printAll(lines: AsyncIterable<string>): Promise<void> {
  for await (const line of lines) print(line);
}
