import type { Account } from "../../db/tables/accounts.ts";
import type { WhyDeps, WhySubject } from "./subject.ts";
import type { WhyLink } from "./why-link.ts";

/** Whether acct itself has locked the person out. */
export async function suspensionLinks({ account }: WhySubject, _: WhyDeps): Promise<WhyLink[]> {
  return account ? [explain(account)] : [];
}

function explain({ username, erasedAt, removedAt, suspendedAt, foundBefore }: Account): WhyLink {
  const missing = { name: "suspension", state: "missing" } as const;
  const adminButtons = [{ action: "resume", label: "Resume…", mark: username } as const];
  if (erasedAt)
    return {
      ...missing,
      detail: [`The account ${username} was deleted `, erasedAt, "."],
      sentence: ["Your account was deleted ", erasedAt, "."],
      hint: "A deleted account doesn't come back.",
      isLast: true,
    };
  if (removedAt)
    return {
      ...missing,
      detail: [`${username} was offboarded `, removedAt, "."],
      sentence: ["Your account was deactivated ", removedAt, "."],
      adminButtons,
      isLast: true,
    };
  if (suspendedAt)
    return {
      ...missing,
      detail: [`${username} has been suspended since `, suspendedAt, "."],
      sentence: ["Your account has been suspended since ", suspendedAt, "."],
      adminButtons,
    };
  if (foundBefore)
    return {
      ...missing,
      detail: `The access of ${username} hasn't been restored everywhere yet.`,
      sentence: "Your account is being restored, and isn't ready everywhere yet.",
      adminButtons,
      needsNoHelp: true,
    };
  return { name: "suspension", state: "ok", detail: `${username} is neither suspended nor offboarded.` };
}
