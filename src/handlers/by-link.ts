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
  if (!request) return { kind: "unknown" };
  for (const { email, name } of readersOf(request, purpose)) {
    const claims = { purpose, requestId: request.id, email, mark: request.mark };
    const signed = verifySignedToken(secretKey, token, claims);
    if (!signed) continue;
    if (signed === "replaced") return { kind: signed };
    if (signed.until <= now()) return { kind: "expired" };
    return { kind: "verified", request, actor: emailActor(email, name) };
  }
  return { kind: "unknown" };
}

/** The people who may have such a link to the request. */
export function readersOf(
  request: Request,
  purpose: Purpose,
): { readonly email: string; readonly name: string }[] {
  const { piEmail, piName, details } = request;
  if (purpose !== "decide") return [{ email: request.email, name: fullName(request) }];
  const aboutGroups = (details.groupDeciders ?? []).flatMap(({ email, name }) =>
    email === null ? [] : [{ email, name }],
  );
  return [...(piEmail ? [{ email: piEmail, name: piName ?? piEmail }] : []), ...aboutGroups];
}
