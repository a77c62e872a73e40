import { KINDS } from "../../db/names.ts";
import { listByEmail } from "../../db/requests.ts";
import { describeState } from "../../view/describe-state.ts";
import { describeStateForRequester } from "../../view/for-requester.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { WhyDeps, WhySubject } from "./subject.ts";
import type { WhyLink } from "./why-link.ts";

const REQUEST = { action: "request-account", label: "Request an account…", style: "primary" } as const;

/** The account in the registry. Without one, the last request for it says why. */
export async function accountLinks({ account, emails }: WhySubject, { db }: WhyDeps): Promise<WhyLink[]> {
  if (account) {
    const { username, createdAt } = account;
    return [
      {
        name: "account",
        state: "ok",
        detail: [`The account ${username} has been in the registry since `, createdAt, "."],
      },
    ];
  }
  const kinds = KINDS.filter((kind) => REQUEST_KINDS[kind].createsAccount);
  const ended = (
    await Promise.all(emails.flatMap((email) => kinds.map((kind) => listByEmail(db, kind, email))))
  )
    .flat()
    .toSorted((a, b) => b.id - a.id)[0];
  const none = { name: "account", state: "missing", isLast: true, ownButtons: [REQUEST] } as const;
  if (!ended)
    return [
      {
        ...none,
        detail: "The registry has no account of this person, and no request for one.",
        sentence: "You don't have an account yet, and you haven't requested one.",
        hint: "They can request one with /acct request.",
      },
    ];
  const { id } = ended;
  return [
    {
      ...none,
      detail: `The registry has no account of this person. Their last request was ${id}: ${endSentence(describeState(ended))}`,
      sentence: `You don't have an account, because request ${id} ended without one: ${endSentence(describeStateForRequester(ended))}`,
      hint: "They can request one again with /acct request.",
    },
  ];
}

const endSentence = (text: string) => {
  const lower = text.charAt(0).toLowerCase() + text.slice(1);
  return /[.!?]$/.test(lower) ? lower : `${lower}.`;
};
