import type { Actor, ChatMembership } from "../chat/chat.ts";
import type { Request } from "../db/tables/requests.ts";
import { validApprovals } from "../pipeline/checks/required-approvals.ts";
import { isSamePerson, isUserOf } from "../pipeline/checks/same-person.ts";
import { REQUEST_KINDS } from "../pipeline/kinds/kinds.ts";

/** The rights that a person may or may not have. A right that only one action needs has the name of that action. */
export type Right =
  | "see-own"
  | "list-own"
  | "request"
  | "use-own-account"
  | "see"
  | "see-all"
  | "decide-as-admin"
  | "decide-as-pi"
  | "decide-for-pi"
  | "replace"
  | "ask"
  | "answer"
  | "confirm-request"
  | "claim"
  | "unclaim"
  | "change-pi"
  | "amend"
  | "delegate"
  | "retry"
  | "abandon"
  | "release"
  | "send-again"
  | "withdraw"
  | "sign"
  | "reset-password"
  | "reset-password-for-others"
  | "link-account"
  | "offboard"
  | "suspend"
  | "resume"
  | "give-reason"
  | "change-email"
  | "answer-link"
  | "link-sign-in"
  | "decide-conflict"
  | "ask-pi"
  | "approve-ahead"
  | "answer-pi"
  | "confirm-pi"
  | "use-project"
  | "answer-invitation";

type AuthorizedActor = Pick<
  Actor,
  "user" | "alsoUsers" | "email" | "membership" | "isAdmin" | "isAdminUnknown" | "groups"
>;
type AuthorizedRequest = Pick<
  Request,
  "id" | "requesterUser" | "email" | "piUser" | "piEmail" | "delegates" | "escalatedAt"
> &
  Partial<Pick<Request, "required" | "kind">>;

const ABOUT_A_REQUEST: ReadonlySet<Right> = new Set([
  "see",
  "decide-as-admin",
  "decide-as-pi",
  "decide-for-pi",
  "replace",
  "answer",
  "confirm-request",
  "change-pi",
  "amend",
  "delegate",
  "sign",
  "withdraw",
]);

/** Tells whether a right depends on the request as well as on the person. */
export const concernsRequest = (right: Right): boolean => ABOUT_A_REQUEST.has(right);

/** Tells whether anyone may use a right, no matter who they are in the registry: to read about themselves, or to say who they are. */
export const needsNoPerson = (right: Right): boolean => right === "see-own" || right === "answer-link";

/** Tells whether the use of a right begins with a proof that the account is theirs, so that a paused link needn't stop anyone. */
export const provesItself = (right: Right): boolean =>
  right === "reset-password" || right === "use-own-account" || right === "link-sign-in";

const BY_CHAT: ReadonlySet<Right> = new Set([
  "see-all",
  "decide-as-admin",
  "decide-for-pi",
  "ask",
  "claim",
  "unclaim",
  "retry",
  "abandon",
  "release",
  "send-again",
  "reset-password-for-others",
  "link-account",
  "decide-conflict",
  "ask-pi",
  "approve-ahead",
  "confirm-pi",
  "offboard",
  "suspend",
  "resume",
  "give-reason",
  "change-email",
]);

/**
 * Tells whether a person has a right because the chat or acct.yml names their user, as an admin or in a group. Then it doesn't
 * matter who they are in the registry.
 */
export const isHeldByChat = (right: Right, { isAdmin }: Pick<AuthorizedActor, "isAdmin">): boolean =>
  BY_CHAT.has(right) ||
  (isAdmin &&
    (right === "see" ||
      right === "change-pi" ||
      right === "amend" ||
      right === "withdraw" ||
      right === "use-project"));

/**
 * Explains to a person why they don't have a right. Returns undefined if they have it. Every surface uses this function to
 * check rights.
 */
export function denyReason(
  right: Right,
  actor: AuthorizedActor,
  request?: AuthorizedRequest,
): string | undefined {
  const denial = denyKnown(right, actor, request);
  if (denial === undefined || !actor.isAdminUnknown) return denial;
  // Rights fail closed, but the reason isn't the person's.
  return denyKnown(right, { ...actor, isAdmin: true }, request) === undefined ? ADMINS_UNKNOWN : denial;
}

const ADMINS_UNKNOWN =
  "acct can't tell who the admins are at the moment, so it can't let anyone do what only they may do. The cause is not your account: the people who run acct are told. Please try again later.";

function denyKnown(right: Right, actor: AuthorizedActor, request?: AuthorizedRequest): string | undefined {
  if (actor.membership !== "member" && right !== "see-own" && right !== "list-own")
    return NOT_A_MEMBER[actor.membership];
  // A matching email address is enough to deny a right but not to grant one.
  const own = request !== undefined && isRequester(actor, request);
  const theirs = request !== undefined && hasRequested(actor, request);
  const pi = request !== undefined && isPi(actor, request);
  // A request that doesn't exist gets the same message, so the reply doesn't reveal which numbers exist.
  const notFound = `Request ${request?.id} not found.`;

  switch (right) {
    case "see-own":
    case "list-own":
    case "request":
    case "use-own-account":
    case "reset-password":
    case "answer-link":
    case "answer-pi":
    case "link-sign-in":
    case "use-project":
    case "answer-invitation":
      return undefined;
    case "see":
      return actor.isAdmin || theirs || pi || isInAskedGroup(actor, request) ? undefined : notFound;
    case "see-all":
    case "claim":
    case "unclaim":
    case "ask":
    case "retry":
    case "abandon":
    case "release":
    case "send-again":
    case "reset-password-for-others":
    case "link-account":
    case "decide-conflict":
    case "ask-pi":
    case "approve-ahead":
    case "confirm-pi":
    case "offboard":
    case "suspend":
    case "resume":
    case "give-reason":
    case "change-email":
      return actor.isAdmin ? undefined : "Only admins can do this.";
    case "sign":
      return request === undefined || theirs ? undefined : notFound;
    case "replace":
    case "answer":
    case "confirm-request":
      return theirs ? undefined : notFound;
    case "withdraw":
      return theirs || actor.isAdmin || (pi && isUndoneByDeciders(request)) ? undefined : notFound;
    case "change-pi":
      if (!actor.isAdmin && !pi) return "Only admins and the PI of this request can do this.";
      return own ? "You can't choose who decides on your own request." : undefined;
    case "amend":
      if (!actor.isAdmin && !pi) return "Only admins and the PI of this request can do this.";
      return own
        ? "You can't correct your own request. Withdraw it and submit another one, or ask an admin."
        : undefined;
    case "delegate":
      return request !== undefined && isUserOf(actor, request.piUser)
        ? undefined
        : "Only the PI of this request can name a delegate.";
    case "decide-as-admin":
      if (!actor.isAdmin && !isInAskedGroup(actor, request)) return "Only admins can decide this.";
      return own ? "You can't decide on your own request. Ask another admin." : undefined;
    case "decide-as-pi":
      if (!pi) return "Only the PI of this request can decide this.";
      return own ? "You can't decide on your own request." : undefined;
    case "decide-for-pi":
      if (!actor.isAdmin) return "Only admins can decide for the PI.";
      if (request?.piUser && !request.escalatedAt) return PI_CAN_REPLY;
      return own ? "You can't decide on your own request. Ask another admin." : undefined;
  }
}

/**
 * Explains to a person that they can't give another approval because they already gave one. Two identities are the same
 * person if they share a chat account or a confirmed email address. Returns undefined if the person may approve.
 */
export function denySecondApproval(
  actor: Pick<AuthorizedActor, "user" | "email">,
  request: Pick<Request, "id" | "approvals" | "email" | "piEmail">,
  name: string,
): string | undefined {
  const given = validApprovals(request).find((one) => one.name !== name && isSamePerson(actor, one));
  if (given === undefined) return undefined;
  const as = { admin: "as an admin", pi: "as the PI" }[given.name] ?? `for ${given.name}`;
  return `You have already approved request ${request.id} ${as}, and the next approval must come from someone else: ask another admin. If there is none, approvals.distinctPeople in acct.yml can be switched off.`;
}

const PI_CAN_REPLY =
  "The PI has been asked and can still reply. Admins can decide in the PI's place after the last reminder (piReminders in acct.yml), or if the PI can't be reached. Until then, ask the PI to decide, or change the PI on the request's card.";

const NOT_A_MEMBER: Record<Exclude<ChatMembership, "member">, string> = {
  guest: "Guests can't do this. Ask the person who invited you to make you a member.",
  deactivated: "This chat account is deactivated.",
  external: "External members can't do this. Sign in with an account in this workspace.",
  bot: "Bots can't do this.",
};

/**
 * Returns the user id for a person who has proved, with a link that acct signed, only that they read the email to an address.
 */
export const emailUser = (email: string) => `email:${email.toLowerCase()}`;

/** Returns an actor for a person who is known only to read the email to an address. */
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

/**
 * Tells whether a person is the PI of a request, another PI or manager of the project, or a delegate. A PI who is in the chat decides there. Only a
 * PI who isn't in the chat decides from an email.
 */
export function isPi(actor: AuthorizedActor, { piUser, piEmail, delegates }: AuthorizedRequest): boolean {
  if (delegates.some(({ user }) => isUserOf(actor, user))) return true;
  return piUser === null ? piEmail !== null && actor.user === emailUser(piEmail) : isUserOf(actor, piUser);
}

/** Tells whether a person is in a group whose approval the request needs. */
function isInAskedGroup({ groups = [] }: AuthorizedActor, request: AuthorizedRequest | undefined): boolean {
  return request?.required?.some(({ from }) => from.some(({ role }) => groups.includes(role))) ?? false;
}

/**
 * Tells whether a person submitted a request: they sent it in the chat, or they opened a signed link that proves that they
 * read the email to its address. Addresses get reassigned, so the address in a profile counts only if the request didn't come
 * from the chat.
 */
function hasRequested(actor: AuthorizedActor, { requesterUser, email }: AuthorizedRequest): boolean {
  if (actor.user === emailUser(email)) return true;
  // They sent it from a page, to which a link in an email led.
  if (actor.email !== undefined && requesterUser === emailUser(actor.email)) return true;
  if (requesterUser !== null) return isUserOf(actor, requesterUser);
  return actor.email?.toLowerCase() === email.toLowerCase();
}

/**
 * Tells whether a person could be the requester, based on their chat account or email address. Whoever opens a request that ends
 * someone else's access isn't.
 */
function isRequester(actor: AuthorizedActor, { requesterUser, email, kind }: AuthorizedRequest): boolean {
  const requester = kind !== undefined && REQUEST_KINDS[kind].endsAccess ? null : requesterUser;
  return isUserOf(actor, requester) || actor.email?.toLowerCase() === email.toLowerCase();
}

const isUndoneByDeciders = (request: AuthorizedRequest | undefined): boolean =>
  request?.kind !== undefined && REQUEST_KINDS[request.kind].undoneByDeciders;
