import type { Actor, ChatMembership } from "../chat/chat.ts";
import { APPROVALS, type Approval } from "../db/names.ts";
import type { Decision, Request } from "../db/schema.ts";

/** Everything that somebody may or may not do. */
export type Right =
  | "request"
  | "see"
  | "see-all"
  | "decide-as-admin"
  | "decide-as-pi"
  | "decide-in-place-of-pi"
  | "ask-requester"
  | "answer"
  | "claim"
  | "change-pi"
  | "delegate"
  | "retry"
  | "abandon"
  | "release"
  | "withdraw"
  | "reset-own-password"
  | "reset-others-password"
  | "link-account";

type Principal = Pick<Actor, "user" | "email" | "membership" | "isAdmin">;
type AuthorizedRequest = Pick<
  Request,
  "id" | "requesterUser" | "email" | "piUser" | "piEmail" | "delegates" | "escalatedAt"
>;

/** Why this person may not do this, in a sentence for them; undefined: they may. The one predicate for all surfaces. */
export function denyReason(right: Right, actor: Principal, request?: AuthorizedRequest): string | undefined {
  if (actor.membership !== "member") return NOT_A_MEMBER[actor.membership];
  // To refuse somebody an address is enough; to let them in it is not.
  const own = request !== undefined && isRequester(actor, request);
  const theirs = request !== undefined && hasAsked(actor, request);
  const pi = request !== undefined && isPi(actor, request);
  // The words for one that is not there, so that nobody learns which numbers exist.
  const notYours = `There is no request ${request?.id}.`;

  switch (right) {
    case "request":
    case "reset-own-password":
      return undefined;
    case "see":
      return actor.isAdmin || theirs || pi ? undefined : notYours;
    case "see-all":
    case "claim":
    case "ask-requester":
    case "retry":
    case "abandon":
    case "release":
    case "reset-others-password":
    case "link-account":
      return actor.isAdmin ? undefined : "Only admins can do this.";
    case "answer":
      return theirs ? undefined : notYours;
    case "withdraw":
      return theirs || actor.isAdmin ? undefined : notYours;
    case "change-pi":
      if (!actor.isAdmin && !pi) return "Only admins and the PI of this request can do this.";
      return own ? "Nobody chooses who decides on their own request." : undefined;
    case "delegate":
      return request !== undefined && actor.user === request.piUser
        ? undefined
        : "Only the PI of this request can name somebody to decide as well.";
    case "decide-as-admin":
      if (!actor.isAdmin) return "Only admins can decide this.";
      return own ? "Nobody decides on their own request: another admin has to." : undefined;
    case "decide-as-pi":
      if (!pi) return "Only the PI of this request can decide this.";
      return own ? "Nobody decides on their own request." : undefined;
    case "decide-in-place-of-pi":
      if (!actor.isAdmin) return "Only admins can decide in the PI's place.";
      if (request?.piUser && !request.escalatedAt) return "The PI is in the chat and was asked.";
      return own ? "Nobody decides on their own request: another admin has to." : undefined;
  }
}

/**
 * Why this person may not give a further approval, in a sentence for them: they have given another one already. One person
 * is one by the chat account or the confirmed address, whichever way in they use. Undefined: they may.
 */
export function denySecondApproval(
  actor: Pick<Principal, "user" | "email">,
  { id, decisions }: Pick<Request, "id" | "decisions">,
  approval: Approval,
): string | undefined {
  const others = APPROVALS.filter((each) => each !== approval);
  const given = others.find((other) => {
    const decision = decisions[other];
    return decision?.verdict === "approved" && isSamePerson(actor, decision);
  });
  if (given === undefined) return undefined;
  const as = given === "admin" ? "as an admin" : "as the PI";
  return `You have approved request ${id} ${as} already, and the next approval must come from another person: ask another admin. Where there is none, approvals.distinctPeople in acct.yml can be switched off.`;
}

export function isSamePerson(
  { user, email }: Pick<Principal, "user" | "email">,
  decision: Pick<Decision, "by" | "email">,
): boolean {
  if (user === decision.by) return true;
  return email !== undefined && email.toLowerCase() === decision.email;
}

const NOT_A_MEMBER: Record<Exclude<ChatMembership, "member">, string> = {
  guest: "Guests of this workspace cannot do this. Ask whoever invited you to make you a member.",
  deactivated: "This chat account is deactivated.",
  external: "People of other organisations cannot do this. Use an account of this workspace.",
  bot: "Bots cannot do this.",
};

/** How somebody is called who has shown only that they read the mails to an address, by a link that we have signed. */
export const emailUser = (email: string) => `mail:${email.toLowerCase()}`;

/** Whoever reads the mails to an address, and nothing more is known of them. */
export function emailActor(email: string, name: string): Actor {
  return {
    user: emailUser(email),
    name,
    email,
    givenName: "",
    familyName: name,
    membership: "member",
    isAdmin: false,
  };
}

/** The PI or somebody whom they have named. A PI who is in the chat decides there; only one who is not decides from a mail. */
export function isPi({ user }: Principal, { piUser, piEmail, delegates }: AuthorizedRequest): boolean {
  if (piUser === null) return piEmail !== null && user === emailUser(piEmail);
  return user === piUser || delegates.some((delegate) => delegate.user === user);
}

/**
 * Whose request it is: the person in the chat who sent it, and whoever reads the mails to its address by a link of ours.
 * An address in a profile says so only where nobody in the chat has sent it, because addresses are given to others.
 */
function hasAsked(actor: Principal, { requesterUser, email }: AuthorizedRequest): boolean {
  if (actor.user === emailUser(email)) return true;
  if (requesterUser !== null) return actor.user === requesterUser;
  return actor.email?.toLowerCase() === email.toLowerCase();
}

/** Anybody who could be the same person, by either chat account or address. */
function isRequester(actor: Principal, { requesterUser, email }: AuthorizedRequest): boolean {
  return requesterUser === actor.user || actor.email?.toLowerCase() === email.toLowerCase();
}
