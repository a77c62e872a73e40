import type { Actor } from "../chat/chat.ts";
import { chatOf } from "../chat/chat-of.ts";
import { findAccountOfPerson } from "../db/accounts.ts";
import type { Account } from "../db/tables/accounts.ts";
import { formatCode } from "../pipeline/links/link-code.ts";
import { labelOf } from "../pipeline/links/link-messages.ts";
import { type FoundLink, lookUpLink } from "../pipeline/links/look-up-link.ts";
import { requestCode } from "../pipeline/links/request-code.ts";
import { settleLink } from "../pipeline/links/settle-link.ts";
import { explainHiddenEmail } from "./explain-hidden-email.ts";
import type { HandlerContext } from "./handler.ts";

export type OwnAccount =
  | {
      readonly account: Account;
      /**
       * False if only the verified address in the person's profile identifies the account as theirs. That isn't enough to set a
       * password in the chat.
       */
      readonly isLinked: boolean;
      readonly denial?: undefined;
      readonly unlinked?: undefined;
    }
  | {
      readonly account?: undefined;
      readonly denial: string;
      /** The title of the reply, if there is something to do. */
      readonly title?: string;
      /** The account that may be theirs, if they have to confirm that first. */
      readonly unlinked?: Account;
    };

/** Finds the acting person's account, if the chat shows now that it is theirs. Changes nothing. */
export async function ownAccount(
  actor: Pick<Actor, "user" | "email" | "unverifiedEmail" | "isEmailHidden" | "entersEmail">,
  context: Pick<HandlerContext, "db" | "now" | "chat">,
): Promise<OwnAccount> {
  return toOwn(await lookUpLink(actor, context), actor, context);
}

/**
 * Does the same before something is granted, and records what the chat shows. Someone who has to prove that the account is theirs
 * gets a code, and the account's own address gets the link to the page where they enter it.
 */
export async function claimOwnAccount(actor: Actor, context: HandlerContext): Promise<OwnAccount> {
  const found = await settleLink(actor, context);
  const own = await toOwn(found, actor, context);
  const { helpAddress } = context.rules.site;
  if (!found || own.account || found.verdict === "answer") return own;
  // A PI may have no account, and decides only after they have shown who they are.
  const label =
    own.unlinked?.username ?? (found.verdict === "code" ? labelOf(found.person, undefined) : undefined);
  if (label === undefined) return own;
  const { person } = found;
  const requested = await requestCode(person, label, actor, context);
  switch (requested.kind) {
    case "code":
      return {
        ...own,
        title: own.unlinked ? "Please confirm that the account is yours" : "Please confirm who you are",
        denial: `We've emailed a link to ${own.unlinked ? "the account's address" : "the address that we know"}. Open it within ${requested.minutes} minutes and enter this code there: ${formatCode(requested.code)}. Then use the command again.`,
      };
    case "too-many":
      return {
        ...own,
        denial: `You've requested too many codes for this account. Please try again in an hour, or contact ${helpAddress}.`,
      };
    case "no-address":
      return {
        ...own,
        denial: `We don't have an email address for this account, so we can't check that it's yours. Contact ${helpAddress}.`,
      };
  }
}

const NO_ACCOUNT = "You don't have an account yet. Request one with /acct request.";

async function toOwn(
  found: FoundLink | undefined,
  { user, isEmailHidden, entersEmail }: Pick<Actor, "user" | "isEmailHidden" | "entersEmail">,
  { db, chat }: Pick<HandlerContext, "db" | "chat">,
): Promise<OwnAccount> {
  const { name } = chatOf(chat, user);
  const account = found && (await findAccountOfPerson(db, found.person.id));
  if (isEmailHidden && found?.verdict !== "confirmed" && found?.verdict !== "answer")
    return { denial: explainHiddenEmail(name) };
  if (!found && entersEmail)
    return {
      denial: `${name} doesn't show acct your email address, so we can't tell whether you have an account. If you have one, ask an admin to link it to you with /acct link. Otherwise, request one with /acct request.`,
    };
  if (!found || !account) return { denial: NO_ACCOUNT };
  switch (found.verdict) {
    case "confirmed":
      return { account, isLinked: true };
    case "by-address":
    case "link":
      return { account, isLinked: false };
    case "answer":
      return {
        unlinked: account,
        denial: `An admin has proposed linking the account ${account.username} to you. Please confirm or decline in the direct message from us.`,
      };
    case "freeze":
    case "code":
      return {
        unlinked: account,
        denial: `We can't tell on ${name} yet that your account is yours. To confirm it, use /acct resetpass.`,
      };
    case "none":
      return { denial: NO_ACCOUNT };
  }
}
