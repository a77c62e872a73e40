import type { Actor, Standing } from "../chat/chat.ts";
import type { Request } from "../db/schema.ts";

/** Everything that somebody may or may not do. */
export type Right =
  | "request"
  | "see"
  | "see-all"
  | "decide-as-admin"
  | "decide-as-pi"
  | "decide-in-place-of-pi"
  | "retry"
  | "reset-own-password"
  | "reset-others-password";

type Person = Pick<Actor, "user" | "email" | "standing" | "isAdmin">;
type Subject = Pick<Request, "id" | "requesterUser" | "email" | "piUser" | "piEmail" | "escalatedAt">;

/** Why this person may not do this, in a sentence for them; undefined: they may. The one predicate for all surfaces. */
export function objectionTo(right: Right, actor: Person, request?: Subject): string | undefined {
  if (actor.standing !== "member") return OUTSIDERS[actor.standing];
  const own = request !== undefined && isRequester(actor, request);
  const pi = request !== undefined && isPi(actor, request);

  switch (right) {
    case "request":
    case "reset-own-password":
      return undefined;
    case "see":
      return actor.isAdmin || own || pi ? undefined : `Request ${request?.id} is not yours.`;
    case "see-all":
    case "retry":
    case "reset-others-password":
      return actor.isAdmin ? undefined : "Only admins can do this.";
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

const OUTSIDERS: Record<Exclude<Standing, "member">, string> = {
  guest: "Guests of this workspace cannot do this. Ask whoever invited you to make you a member.",
  deactivated: "This chat account is deactivated.",
  external: "People of other organisations cannot do this. Use an account of this workspace.",
  bot: "Bots cannot do this.",
};

/** How somebody is called who has shown only that they read the mails to an address, by a link that we have signed. */
export const mailUser = (email: string) => `mail:${email.toLowerCase()}`;

/** A PI who is in the chat decides there; only one who is not decides from a mail. */
export function isPi({ user }: Person, { piUser, piEmail }: Subject): boolean {
  return piUser === null ? piEmail !== null && user === mailUser(piEmail) : user === piUser;
}

function isRequester(actor: Person, { requesterUser, email }: Subject): boolean {
  return requesterUser === actor.user || actor.email?.toLowerCase() === email.toLowerCase();
}
