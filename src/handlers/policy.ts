import type { Actor, ChatMembership } from "../chat/chat.ts";
import { APPROVALS, type Approval } from "../db/names.ts";
import type { Decision, Request } from "../db/schema.ts";

/** Everything that a person may or may not do. */
export type Right =
  | "see-own"
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

const ABOUT_A_REQUEST: ReadonlySet<Right> = new Set([
  "see",
  "decide-as-admin",
  "decide-as-pi",
  "decide-in-place-of-pi",
  "answer",
  "change-pi",
  "delegate",
  "withdraw",
]);

/** Whether the answer depends on the request, and not only on the person. */
export const concernsRequest = (right: Right): boolean => ABOUT_A_REQUEST.has(right);

/** Why this person may not do this, in a sentence for them; undefined: they may. The one predicate for all surfaces. */
export function denyReason(right: Right, actor: Principal, request?: AuthorizedRequest): string | undefined {
  if (actor.membership !== "member" && right !== "see-own") return NOT_A_MEMBER[actor.membership];
  // An address is enough to refuse someone, but not to let them in.
  const own = request !== undefined && isRequester(actor, request);
  const theirs = request !== undefined && hasRequested(actor, request);
  const pi = request !== undefined && isPi(actor, request);
  // Worded as for a request that does not exist, so that nobody learns which numbers exist.
  const notYours = `Request ${request?.id} not found.`;

  switch (right) {
    case "see-own":
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
      return own ? "You can't choose who decides on your own request." : undefined;
    case "delegate":
      return request !== undefined && actor.user === request.piUser
        ? undefined
        : "Only the PI of this request can name a delegate.";
    case "decide-as-admin":
      if (!actor.isAdmin) return "Only admins can decide this.";
      return own ? "You can't decide on your own request. Ask another admin." : undefined;
    case "decide-as-pi":
      if (!pi) return "Only the PI of this request can decide this.";
      return own ? "You can't decide on your own request." : undefined;
    case "decide-in-place-of-pi":
      if (!actor.isAdmin) return "Only admins can decide for the PI.";
      if (request?.piUser && !request.escalatedAt) return "The PI has been asked and can still reply.";
      return own ? "You can't decide on your own request. Ask another admin." : undefined;
  }
}

/**
 * Why this person may not give another approval, in a sentence for them: they have already given one. Two identities are one
 * person if they share the chat account or the confirmed address. Undefined: they may.
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
  return `You have already approved request ${id} ${as}, and the next approval must come from someone else: ask another admin. If there is none, approvals.distinctPeople in acct.yml can be switched off.`;
}

export function isSamePerson(
  { user, email }: Pick<Principal, "user" | "email">,
  decision: Pick<Decision, "by" | "email">,
): boolean {
  if (user === decision.by) return true;
  return email !== undefined && email.toLowerCase() === decision.email;
}

const NOT_A_MEMBER: Record<Exclude<ChatMembership, "member">, string> = {
  guest: "Guests can't do this. Ask the person who invited you to make you a member.",
  deactivated: "This chat account is deactivated.",
  external: "External members can't do this. Sign in with an account in this workspace.",
  bot: "Bots can't do this.",
};

/** The id of a person who has shown only, by a link that we signed, that they read the emails to an address. */
export const emailUser = (email: string) => `email:${email.toLowerCase()}`;

/** A person of whom we know only that they read the emails to an address. */
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

/** The PI or one of their delegates. A PI who is in the chat decides there; only one who is not decides from an email. */
export function isPi({ user }: Principal, { piUser, piEmail, delegates }: AuthorizedRequest): boolean {
  if (piUser === null) return piEmail !== null && user === emailUser(piEmail);
  return user === piUser || delegates.some((delegate) => delegate.user === user);
}

/**
 * Whether it is this person's request: they sent it in the chat, or they read the emails to its address by a link of ours.
 * An address in a profile counts only for a request that nobody in the chat has sent, because addresses are reassigned.
 */
function hasRequested(actor: Principal, { requesterUser, email }: AuthorizedRequest): boolean {
  if (actor.user === emailUser(email)) return true;
  if (requesterUser !== null) return actor.user === requesterUser;
  return actor.email?.toLowerCase() === email.toLowerCase();
}

/** Whether it could be the same person, by chat account or by address. */
function isRequester(actor: Principal, { requesterUser, email }: AuthorizedRequest): boolean {
  return requesterUser === actor.user || actor.email?.toLowerCase() === email.toLowerCase();
}
