import type { Command } from "commander";
import { eraseAccount } from "../commands/erase-account.ts";
import { countLeaver, offboard, planOffboarding } from "../commands/offboard.ts";
import { resume } from "../commands/resume.ts";
import { planSuspension, suspend } from "../commands/suspend.ts";
import { openLog } from "../log.ts";
import { buildWorkflows } from "../pipeline/workflows.ts";
import { confirm } from "./confirm.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

interface Options {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly erase?: boolean;
  readonly reason?: string;
  readonly to?: string;
  /** False with --no-wait. */
  readonly wait: boolean;
}

/** Adds `acct suspend`, `acct offboard`, and `acct resume`, which undoes both. */
export function addLeaving(program: Command): void {
  program
    .command("offboard")
    .description(
      "remove a person's access in every system, hand over what moves, and keep trying until nothing is left; counts and asks first",
    )
    .argument("<username>")
    .option(
      "--to <username>",
      "who takes over what moves to another account; by default the PI of their first project",
    )
    .option("--yes", "skip the confirmation")
    .option("--dry-run", "only show what they have, and which access would be removed")
    .option("--no-wait", "only open the request; a running acct removes the access")
    .option("--erase", "permanently delete an offboarded person's entries, once times.eraseAfter has passed")
    .action((username: string, { to, yes, dryRun, erase, wait }: Options) =>
      withTools(async (deps, { database }) => {
        const context = { ...deps, workflows: buildWorkflows(deps.rules.approvals) };
        const leaver = await countLeaver(username, to, context);
        const plan = () => planOffboarding(leaver, context);
        if (dryRun) return printAll(plan());
        const question = erase ? `Permanently delete ${username} everywhere?` : `Offboard ${username}?`;
        if (!yes && !(await confirm(`acct offboard ${username}`, plan(), question))) {
          return print("Nothing changed.");
        }
        if (erase) return printAll(eraseAccount(username, context));
        const options = { wait, databaseUrl: database.url, log: openLog("silent"), print };
        await offboard(leaver, options, context);
      }),
    );
  program
    .command("suspend")
    .description(
      "lock a person out of every system at once, for now; asks first, and they keep their memberships and their data",
    )
    .argument("<username>")
    .option("--yes", "skip the confirmation")
    .option("--dry-run", "only show what would be locked")
    .option("--no-wait", "only open the request; a running acct locks the person out")
    .option("--reason <text>", "why, for the history; it can also be added later")
    .action((username: string, { yes, dryRun, reason, wait }: Options) =>
      withTools(async (deps, { database }) => {
        const context = { ...deps, workflows: buildWorkflows(deps.rules.approvals) };
        const plan = () => planSuspension(username, context);
        if (dryRun) return printAll(plan());
        if (!yes && !(await confirm(`acct suspend ${username}`, plan(), `Suspend ${username}?`)))
          return print("Nothing changed.");
        const options = { wait, reason, databaseUrl: database.url, log: openLog("silent"), print };
        await suspend(username, options, context);
      }),
    );
  program
    .command("resume")
    .description("give a suspended or offboarded person their access back, unless they were deleted")
    .argument("<username>")
    .action((username: string) =>
      withTools(async (deps, { database }) => {
        const context = { ...deps, workflows: buildWorkflows(deps.rules.approvals) };
        await resume(username, { databaseUrl: database.url, log: openLog("silent"), print }, context);
      }),
    );
}

async function printAll(lines: AsyncIterable<string>): Promise<void> {
  for await (const line of lines) print(line);
}
