import { findFormerOrAccount } from "../../db/accounts.ts";
import { findOpenRequest } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { Failure } from "../../failure/failure.ts";
import { openResumption } from "../../pipeline/open-resumption.ts";
import { describeResumption } from "../../view/describe-resumption.ts";
import type { Form } from "../../view/form.ts";
import { fullName } from "../../view/full-name.ts";
import {
  type GeneralHandler,
  type HandlerContext,
  invalidFields,
  message,
  toEventActor,
} from "../handler.ts";

const NOT_DONE = "Nothing changed";

/** Lets an admin give back what a suspension or an offboarding took. The form says what doesn't come back. */
export const resume: GeneralHandler = {
  name: "resume",
  right: "resume",
  notDone: NOT_DONE,
  command: {
    name: "resume",
    arguments: "<account>",
    help: "Give a suspended or offboarded person their access back",
  },
  async form({ text }, context) {
    const account = await findAccount(text, context);
    return typeof account === "string" ? message(NOT_DONE, account) : formFor(account, context);
  },
  async run({ actor, text, values, deliveryId }, context) {
    const account = await findAccount(text, context);
    if (typeof account === "string") return message(NOT_DONE, account);
    const { username } = account;
    if (values.confirm?.trim().toLowerCase() !== username)
      return invalidFields({ confirm: `Type ${username} to confirm.` });
    const input = { origin: deliveryId, by: toEventActor(actor) };
    const opened = await openResumption(account, input, context).catch((error: unknown) => {
      // A process is locking the person out right now.
      if (error instanceof Failure) return error.message;
      throw error;
    });
    if (typeof opened === "string") return message(NOT_DONE, opened);
    return message(
      `Request ${opened.id} gives ${username} their access back`,
      "Its card in the admin channel shows what is left until everything has been restored.",
    );
  },
};

/** Returns the account, or a sentence that says why there is nothing to restore. */
async function findAccount(text: string, { db, rules }: HandlerContext): Promise<Account | string> {
  const named = text.trim().toLowerCase();
  if (named === "") return "Please name the account, e.g. /acct resume amy";
  const account = await findFormerOrAccount(db, named);
  if (!account) return `There's no account called ${named}.`;
  const { erasedAt, removedAt, suspendedAt, foundBefore } = account;
  if (erasedAt) return `The account ${named} was deleted, so there is nothing to restore.`;
  if (!removedAt && !suspendedAt && !foundBefore) {
    const leaving = await findOpenRequest(db, "offboarding", { username: account.username });
    return leaving
      ? `${named} still has their access. To keep it, deny request ${leaving.id}.`
      : `${named} was neither suspended nor offboarded.`;
  }
  if (rules.dryRun) return "This is a dry run, so no access is restored.";
  return account;
}

function formFor(account: Account, { provisioners, passwords }: HandlerContext): Form {
  const { username, email } = account;
  return {
    action: "resume",
    about: username,
    title: "Resume an account",
    intro: [
      ...describeState(account),
      ...describeResumption(account, { provisioners, hasPasswords: passwords.length > 0, email }),
    ],
    fields: [{ name: "confirm", label: `Type ${username} to confirm`, kind: "line", maxLength: 64 }],
    submit: "Resume",
  };
}

function describeState(account: Account) {
  const { username, email, removedAt, suspendedAt } = account;
  const who = `${username} belongs to ${fullName(account)}${email === null ? "" : ` (${email})`}`;
  if (removedAt) return [[`${who} and was offboarded `, removedAt, "."]];
  if (suspendedAt) return [[`${who} and has been suspended since `, suspendedAt, "."]];
  return [`${who}, whose access hasn't been restored everywhere yet.`];
}
