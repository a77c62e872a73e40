import type { Command } from "commander";
import { readChatId } from "../chat/slack/slack-id.ts";
import { localActor } from "../commands/local-actor.ts";
import { findAccountByUsername } from "../db/accounts.ts";
import { linkAccount } from "../pipeline/link-account.ts";
import { buildWorkflows } from "../pipeline/workflows.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

/** `acct link` */
export function addLink(program: Command): void {
  program
    .command("link")
    .description("link an account to its owner's chat user; the owner is notified by email")
    .argument("<username>")
    .argument("<user>", "the person's chat ID, such as U0123ABCD")
    .action((username: string, user: string) =>
      withTools(async (deps) => {
        const account = await findAccountByUsername(deps.db, username);
        if (!account) throw new Error(`There's no account called ${username}.`);
        const linking = { ...deps, workflows: buildWorkflows(deps.rules.approvals) };
        const why = await linkAccount(account, readChatId(user), localActor(), linking);
        if (why) throw new Error(why);
        print(`Linked account ${username} to ${user}.`);
      }),
    );
}
