import type { Command } from "commander";
import { localActor } from "../commands/local-actor.ts";
import { findAccountByUsername } from "../db/registry.ts";
import { linkAccount } from "../pipeline/link-account.ts";
import { buildWorkflows } from "../pipeline/workflows.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

/** `acct link` */
export function addLink(program: Command): void {
  program
    .command("link")
    .description("say to whom in the chat an account belongs; its owner is told by mail")
    .argument("<username>")
    .argument("<user>", "the person's id in the chat, such as U0123ABCD")
    .action((username: string, user: string) =>
      withTools(async (deps) => {
        const account = await findAccountByUsername(deps.db, username);
        if (!account) throw new Error(`There is no account ${username}.`);
        const linking = { ...deps, workflows: buildWorkflows(deps.rules.approvals) };
        const why = await linkAccount(account, user, localActor(), linking);
        if (why) throw new Error(why);
        print(`The account ${username} is linked to ${user}.`);
      }),
    );
}
