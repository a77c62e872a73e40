import type { Chat } from "../chat/chat.ts";
import type { Db } from "../db/client.ts";
import { readMemberships } from "../db/reconcile.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import type { Drift } from "./reconcile.ts";

interface CompareDeps {
  readonly db: Db;
  readonly chat: Pick<Chat, "name" | "getUser" | "verifiesAddresses">;
}

/**
 * Reports each person with a confirmed link whose verified address in the chat isn't the one in the registry, with the command
 * that changes it. Asks the chat for one person at a time. If it can't be asked, this is reported once.
 */
export async function* compareAddresses({ db, chat }: CompareDeps): AsyncGenerator<Drift> {
  const { name: system } = chat;
  if (!chat.verifiesAddresses) return;
  for await (const { account } of readMemberships(db)) {
    const { username, email, chatUser } = account;
    if (chatUser === null) continue;
    try {
      const shown = await chat.getUser(chatUser);
      if (shown.membership !== "member" || !shown.email) continue;
      if (shown.email.toLowerCase() === email?.toLowerCase()) continue;
      const what = `the address is ${shown.email} instead of ${email ?? "(none)"}; to change it: acct person set-email ${username} ${shown.email}`;
      yield { of: username, system, what };
    } catch (error) {
      const what = `comparison failed: ${describeForOperator(error)}`;
      yield { of: "addresses", system, what, outcome: "failed" };
      return;
    }
  }
}
