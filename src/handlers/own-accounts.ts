import { listAccountsOfPerson } from "../db/accounts.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Field } from "../view/form.ts";
import type { HandlerContext } from "./handler.ts";
import type { OwnAccount } from "./own-account.ts";

/** Lists all accounts of the person whose account this is: some have one for a robot or for their work as an admin, too. */
export async function listOwnAccounts(
  own: OwnAccount,
  { db }: Pick<HandlerContext, "db">,
): Promise<readonly Account[]> {
  const account = own.account ?? own.unlinked;
  if (!account) return [];
  const all = await listAccountsOfPerson(db, account.personId);
  return all.filter(({ removedAt }) => removedAt === null);
}

/** Finds the account of theirs that a person named; undefined if they have no such account. Without a name it is the first one. */
export function chooseAccount(accounts: readonly Account[], named = ""): Account | undefined {
  const name = named.trim().toLowerCase();
  return name === "" ? accounts[0] : accounts.find(({ username }) => username === name);
}

/** The field that asks which account; none if there is only one. */
export function accountField(accounts: readonly Account[], named: string): Field[] {
  if (accounts.length < 2) return [];
  const initial = chooseAccount(accounts, named)?.username;
  return [
    {
      name: "account",
      label: "Account",
      kind: "select",
      choices: accounts.map(({ username }) => ({ value: username, label: username })),
      ...(initial ? { initial } : {}),
    },
  ];
}

/** Splits what follows the command: the project, and which account of theirs it is for. */
export function readProjectAndAccount(text: string): { readonly project: string; readonly named: string } {
  const [project = "", named = ""] = text.trim().split(/\s+/);
  return { project, named };
}

export const NOT_YOURS = "You have no account with this name.";
