import type { Actor } from "../chat/chat.ts";
import type { Request } from "../db/tables/requests.ts";
import { signedToken } from "../pipeline/secrets/signed-token.ts";
import { groupsToDecide } from "../view/group-decisions.ts";
import { readersOf } from "./by-link.ts";
import { pendingDecider } from "./decide.ts";
import type { HandlerContext } from "./handler.ts";
import { denyReason } from "./policy.ts";

/** Whether a request waits for this person, who has shown only that they read the emails to their address. */
export function waitsForReader({ user, email }: Pick<Actor, "user" | "email">, request: Request): boolean {
  if (groupsToDecide(request, user).length > 0) return true;
  // A PI who has a user in the chat may have got the email because the chat didn't reach them.
  return request.waitsFor === "pi" && email?.toLowerCase() === request.piEmail?.toLowerCase();
}

/** The link is on a page that works as long. */
const LINK_MS = 7 * 86_400_000;

/**
 * The token of the page where this person decides on a request as its PI, to which the email that asks them leads. Undefined if it
 * doesn't wait for them, or if they decide in the chat.
 */
export function decisionToken(
  request: Request,
  actor: Actor,
  { workflows, secretKey, now }: Pick<HandlerContext, "workflows" | "secretKey" | "now">,
): string | undefined {
  const isPis = pendingDecider(request, workflows) === "pi" && waitsForReader(actor, request);
  if (!isPis || denyReason("decide-as-pi", actor, request)) return undefined;
  const reader = readersOf(request, "decide").find(
    ({ email }) => email.toLowerCase() === actor.email?.toLowerCase(),
  );
  if (!reader) return undefined;
  const { id, mark } = request;
  const until = new Date(now().getTime() + LINK_MS);
  return signedToken(secretKey, { purpose: "decide", requestId: id, mark, email: reader.email, until });
}
