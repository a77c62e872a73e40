import type { Chat } from "../../chat/chat.ts";
import { countAttempt, findClaimByToken } from "../../db/link-claims.ts";
import type { LinkClaim } from "../../db/tables/link-claims.ts";
import type { ChangeRequestDeps } from "../engine/change-request.ts";
import { hashToken } from "../passwords/password-token.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { activateLink } from "./activate-link.ts";
import { isCode, tidyCode } from "./link-code.ts";
import { MAX_CODE_ATTEMPTS } from "./request-code.ts";

export interface EnterCodeDeps extends ChangeRequestDeps, Pick<PipelineDeps, "secretKey"> {
  readonly chat: Pick<Chat, "name" | "parts" | "getUser">;
}

/** Why a link leads to no form: there is none, it has been used, has expired, or got too many wrong codes. */
export type DeadCode = "unknown" | "used" | "expired" | "locked";

export type InspectedCode =
  | { readonly kind: "open"; readonly label: string; readonly person: string }
  | { readonly kind: DeadCode };

/** Finds what the link in our email is about, and the name of the chat user who asked for it. Changes nothing. */
export async function inspectCode(token: string, deps: EnterCodeDeps): Promise<InspectedCode> {
  const claim = await findClaimByToken(deps.db, hashToken(token));
  const dead = whyDead(claim, deps.now());
  if (dead || !claim) return { kind: dead ?? "unknown" };
  const { name } = await deps.chat.getUser(claim.chatUser);
  return { kind: "open", label: claim.label, person: name };
}

/**
 * Links the person to the chat user who was shown this code. Every attempt is counted before it is checked. "taken": the user has
 * been linked to someone else in the meantime.
 */
export async function enterCode(
  token: string,
  typed: string,
  deps: EnterCodeDeps,
): Promise<
  | { readonly kind: "linked"; readonly label: string; readonly person: string }
  | { readonly kind: "wrong"; readonly left: number }
  | { readonly kind: DeadCode | "taken" }
> {
  const { db, now, secretKey, chat } = deps;
  const claim = await findClaimByToken(db, hashToken(token));
  const dead = whyDead(claim, now());
  if (dead || !claim) return { kind: dead ?? "unknown" };
  const counted = await countAttempt(db, claim.id, now(), MAX_CODE_ATTEMPTS);
  if (!counted?.codeHash || counted.personId === null) {
    // Another attempt came first.
    const latest = await findClaimByToken(db, hashToken(token));
    return { kind: whyDead(latest, now()) ?? "locked" };
  }
  if (!isCode(secretKey, claim.id, tidyCode(typed), counted.codeHash)) {
    const left = MAX_CODE_ATTEMPTS - counted.attempts;
    return left > 0 ? { kind: "wrong", left } : { kind: "locked" };
  }
  const { name, membership } = await chat.getUser(claim.chatUser);
  if (membership !== "member") return { kind: "taken" };
  const done = await activateLink(
    { ...counted, personId: counted.personId },
    { user: claim.chatUser, name },
    "link",
    deps,
  );
  if (done === "late") return { kind: "used" };
  return done === "taken" ? { kind: "taken" } : { kind: "linked", label: claim.label, person: name };
}

function whyDead(claim: LinkClaim | undefined, now: Date): DeadCode | undefined {
  if (!claim?.codeHash) return "unknown";
  if (claim.usedAt !== null) return "used";
  if (claim.expiresAt <= now) return "expired";
  return claim.attempts >= MAX_CODE_ATTEMPTS ? "locked" : undefined;
}
