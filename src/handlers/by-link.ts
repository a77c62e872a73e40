import type { Actor } from "../chat/chat.ts";
import { readInstallation } from "../db/installation.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { type Purpose, requestIdIn, verifyLetterToken } from "../pipeline/letter-token.ts";
import type { Handling } from "./handler.ts";
import { readerOf } from "./policy.ts";

export interface Opened {
  readonly kind: "opened";
  readonly request: Request;
  /** Whoever can read the mails to the address: that is who a link makes sure of, and nothing more. */
  readonly actor: Actor;
}

/** The request that the link in a letter leads to, and who opened it. Changes nothing. */
export async function openByLink(
  token: string,
  purpose: Purpose,
  { db, secretKey, now }: Pick<Handling, "db" | "secretKey" | "now">,
): Promise<Opened | { readonly kind: "unknown" | "expired" }> {
  const requestId = requestIdIn(token);
  const request = requestId === undefined ? undefined : await findRequest(db, requestId);
  const email = purpose === "decide" ? request?.piEmail : request?.email;
  if (!request || !email) return { kind: "unknown" };
  const entitlement = { purpose, requestId: request.id, email };
  const signed =
    verifyLetterToken(secretKey, token, { ...entitlement, mark: request.mark }) ??
    ((await isUnmarked(request, db))
      ? verifyLetterToken(secretKey, token, { ...entitlement, mark: undefined })
      : undefined);
  if (!signed) return { kind: "unknown" };
  if (signed.until <= now()) return { kind: "expired" };
  const requester = `${request.givenName} ${request.familyName}`;
  const name = purpose === "decide" ? (request.piName ?? email) : requester;
  return { kind: "opened", request, actor: readerOf(email, name) };
}

/** Its letters may have gone out before requests had marks. */
async function isUnmarked({ createdAt }: Request, db: Handling["db"]): Promise<boolean> {
  return createdAt < (await readInstallation(db)).createdAt;
}
