import type { Command } from "commander";
import { actorHere } from "../commands/actor-here.ts";
import { findAccountByUsername } from "../db/registry.ts";
import { journeysFor } from "../pipeline/journeys.ts";
import { linkAccount } from "../pipeline/link-account.ts";
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
      withTools(async (tools) => {
        const account = await findAccountByUsername(tools.db, username);
        if (!account) throw new Error(`There is no account ${username}.`);
        const linking = { ...tools, journeys: journeysFor(tools.rules.approvals) };
        const why = await linkAccount(account, user, actorHere(), linking);
        if (why) throw new Error(why);
        print(`The account ${username} is linked to ${user}.`);
      }),
    );
}
