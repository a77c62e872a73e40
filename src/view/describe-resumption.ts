import type { Account } from "../db/tables/accounts.ts";

interface ResumptionContext {
  readonly provisioners: readonly { readonly name: string; readonly suspendEnds?: string | undefined }[];
  /** Whether any system stores passwords. */
  readonly hasPasswords: boolean;
  readonly email: string | null;
}

/** Describes for admins what resuming an account would restore, and what doesn't come back, one sentence each. */
export function describeResumption(
  { username, foundBefore, removedAt }: Pick<Account, "username" | "foundBefore" | "removedAt">,
  { provisioners, hasPasswords, email }: ResumptionContext,
): string[] {
  const locked = provisioners.filter(({ name }) => foundBefore?.[name] === "locked");
  const ends = provisioners.flatMap(({ suspendEnds }) => suspendEnds ?? []);
  return [
    `${username} will get back what acct took from them in each system${removedAt ? ", with the projects that they had" : ""}.`,
    ...(locked.length > 0
      ? [`They stay locked in ${locked.map(({ name }) => name).join(", ")}, where they were locked before.`]
      : []),
    ...(ends.length > 0 ? [`This doesn't come back: ${ends.join(" ")}`] : []),
    ...(hasPasswords ? [passwordSentence(email)] : []),
  ];
}

const passwordSentence = (email: string | null) =>
  email === null
    ? "No address of theirs is known, so they get no link to set a new password."
    : `If their password is gone, a link to set a new one is sent to ${email}.`;
