import type { Command } from "commander";
import { eraseAccount } from "../commands/erase-account.ts";
import { offboard, planOffboarding } from "../commands/offboard.ts";
import { resume } from "../commands/resume.ts";
import { openLog } from "../log.ts";
import { buildWorkflows } from "../pipeline/workflows.ts";
import { confirm } from "./confirm.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

interface Options {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly erase?: boolean;
  /** False with --no-wait. */
  readonly wait: boolean;
}

/** Adds `acct offboard` and `acct resume`, which undoes it. */
export function addLeaving(program: Command): void {
  program
    .command("offboard")
    .description(
      "remove a person's access in every system, and keep trying until nothing is left; asks first, and deletes nothing of theirs",
    )
    .argument("<username>")
    .option("--yes", "skip the confirmation")
    .option("--dry-run", "only show which access would be removed")
    .option("--no-wait", "only open the request; a running acct removes the access")
    .option("--erase", "permanently delete an offboarded person's entries, once times.eraseAfter has passed")
    .action((username: string, { yes, dryRun, erase, wait }: Options) =>
      withTools(async (deps, { database }) => {
        const context = { ...deps, workflows: buildWorkflows(deps.rules.approvals) };
        const plan = () => planOffboarding(username, context);
        if (dryRun) return printAll(plan());
        const question = erase ? `Permanently delete ${username} everywhere?` : `Offboard ${username}?`;
        if (!yes && !(await confirm(`acct offboard ${username}`, plan(), question))) {
          return print("Nothing changed.");
        }
        if (erase) return printAll(eraseAccount(username, context));
        const options = { wait, databaseUrl: database.url, log: openLog("silent"), print };
        await offboard(username, options, context);
      }),
    );
  program
    .command("resume")
    .description("give an offboarded person their access back, unless they were deleted")
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
