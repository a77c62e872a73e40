import type { Actor } from "../chat/chat.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import { type Purpose, requestIdIn, verifySignedToken } from "../pipeline/secrets/signed-token.ts";
import { fullName } from "../view/full-name.ts";
import type { HandlerContext } from "./handler.ts";
import { emailActor } from "./policy.ts";

export interface VerifiedLink {
  readonly kind: "verified";
  readonly request: Request;
  /** The link proves only that this person controls the mailbox. */
  readonly actor: Actor;
}

/**
 * Why a link doesn't work. "replaced" means that its signing key is no longer used and that a message with a new link was
 * sent.
 */
export type DeadLink = "unknown" | "expired" | "replaced";

/** What someone reads who acts with a link that stopped working while the page was open. */
export const DEAD_LINK = "This link no longer works.";

/** Returns the request that a link in an email leads to, and the person whom it was sent to. Changes nothing. */
export async function verifyLink(
  token: string,
  purpose: Purpose,
  { db, secretKey, now }: Pick<HandlerContext, "db" | "secretKey" | "now">,
): Promise<VerifiedLink | { readonly kind: DeadLink }> {
  const requestId = requestIdIn(token);
  const request = requestId === undefined ? undefined : await findRequest(db, requestId);
  const email = purpose === "decide" ? request?.piEmail : request?.email;
  if (!request || !email) return { kind: "unknown" };
  const claims = { purpose, requestId: request.id, email };
  const signed = verifySignedToken(secretKey, token, { ...claims, mark: request.mark });
  if (!signed) return { kind: "unknown" };
  if (signed === "replaced") return { kind: signed };
  if (signed.until <= now()) return { kind: "expired" };
  const requester = fullName(request);
  const name = purpose === "decide" ? (request.piName ?? email) : requester;
  return { kind: "verified", request, actor: emailActor(email, name) };
}
