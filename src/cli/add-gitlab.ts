import type { Command } from "commander";
import { openGitLabSetup } from "../app/open-gitlab-setup.ts";
import { approveOneAhead, listAhead, withdrawAhead } from "../commands/approve-ahead.ts";
import { approvePending, judgePending } from "../commands/gitlab.ts";
import { openLog } from "../log.ts";
import { buildWorkflows } from "../pipeline/workflows.ts";
import { print } from "./print.ts";
import { timeFormatter } from "./time-formatter.ts";
import { withDatabase, withTools } from "./with-database.ts";

/** `acct gitlab …` */
export function addGitLab(program: Command): void {
  const gitlab = program.command("gitlab").description("handle the accounts that are pending in GitLab");
  const run = (isDryRun: boolean) =>
    withTools(async (deps, config) => {
      const setup = openGitLabSetup(config, deps);
      if (!setup) throw new Error("acct.yml has no section gitlab. docs/gitlab.md describes it.");
      const workflows = buildWorkflows(config.approvals);
      const context = { ...deps, workflows, log: openLog("silent") };
      for await (const line of (isDryRun ? judgePending : approvePending)(setup, context)) print(line);
    });
  gitlab
    .command("approve")
    .description("look at all pending accounts once; those that a rule trusts are approved")
    .option("--dry-run", "say what each source answers, and change nothing")
    .action(({ dryRun = false }: { dryRun?: boolean }) => run(dryRun));
  gitlab
    .command("approve-ahead")
    .description("approve the account of someone who hasn't signed up yet, by address; the approval waits")
    .argument("<address>", "the address with which the person will sign up")
    .argument("[reason...]", "why, for the history")
    .option("--withdraw", "take back an approval that still waits")
    .action((address: string, reason: string[], { withdraw = false }: { withdraw?: boolean }) =>
      withDatabase(async ({ db, now }) =>
        print(
          withdraw
            ? await withdrawAhead(address, { db })
            : await approveOneAhead(address, reason.join(" "), { db, now }),
        ),
      ),
    );
  gitlab
    .command("ahead")
    .description("list the approvals that wait for someone to sign up")
    .action(() =>
      withDatabase(async ({ db }, { site }) => {
        for (const line of await listAhead({ db }, timeFormatter(site.timeZone))) print(line);
      }),
    );
  gitlab
    .command("dry-run")
    .description("the same as approve --dry-run")
    .action(() => run(true));
}
