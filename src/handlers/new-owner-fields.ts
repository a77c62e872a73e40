import { findAccountByUsername } from "../db/accounts.ts";
import { listColleagues } from "../db/projects.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Field } from "../view/form.ts";
import { fullName } from "../view/full-name.ts";
import type { HandlerContext } from "./handler.ts";

/** A select offers at most this many people. Anyone else can be typed. */
const MAX_OFFERED = 100;

const WHO = "Who takes over what they leave behind. No one has to if nothing moves to another account.";

/** The fields of a form that ask who takes over what someone leaves behind. */
export async function newOwnerFields(
  account: Account,
  proposed: string | undefined,
  { db }: Pick<HandlerContext, "db">,
): Promise<Field[]> {
  const colleagues = await listColleagues(db, account, MAX_OFFERED);
  const known = proposed === undefined ? undefined : await findAccountByUsername(db, proposed);
  const offered = [...(known ? [known] : []), ...colleagues.filter(({ id }) => id !== known?.id)];
  const choices = offered.slice(0, MAX_OFFERED).map((one) => ({
    value: one.username,
    label: `${one.username} · ${fullName(one)}`,
  }));
  const select: Field = {
    name: "newOwner",
    label: "New owner",
    hint: WHO,
    kind: "select",
    choices,
    optional: true,
    ...(known ? { initial: known.username } : {}),
  };
  return [
    ...(choices.length > 0 ? [select] : []),
    {
      name: "otherOwner",
      label: choices.length > 0 ? "Or another username" : select.label,
      kind: "line",
      ...(choices.length > 0 ? {} : { hint: WHO }),
      optional: true,
      maxLength: 64,
    },
  ];
}

type Chosen = { readonly newOwner: string | undefined } | { readonly field: string; readonly why: string };

/** Reads who was chosen. What was typed wins. Otherwise says why that account can't take over, and in which field. */
export async function readNewOwner(
  { newOwner = "", otherOwner = "" }: Readonly<Record<string, string>>,
  account: Pick<Account, "id">,
  { db }: Pick<HandlerContext, "db">,
): Promise<Chosen> {
  const typed = otherOwner.trim().toLowerCase();
  const named = typed || newOwner;
  if (named === "") return { newOwner: undefined };
  const field = typed ? "otherOwner" : "newOwner";
  const found = await findAccountByUsername(db, named);
  if (!found) return { field, why: `There's no account ${named} that could take over.` };
  if (found.id === account.id) return { field, why: "Choose someone else: this account is closed." };
  return { newOwner: found.username };
}
