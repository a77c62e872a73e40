import type { Actor } from "../../chat/chat.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import { inTransaction } from "../../db/client.ts";
import { listDeciders } from "../../db/deciders.ts";
import { showClaim } from "../../db/digests.ts";
import { isUuid } from "../../db/is-uuid.ts";
import { insertNotification } from "../../db/notifications.ts";
import { answerPiClaim, findPiClaim, findPiClaimByToken } from "../../db/pi-claims.ts";
import type { PiClaim } from "../../db/tables/pi-claims.ts";
import { type EventActor, eventBy } from "../engine/changes.ts";
import { findInChat } from "../links/find-in-chat.ts";
import { hashToken } from "../passwords/password-token.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { claimOwner } from "./claim-owner.ts";

type AnswerDeps = Pick<PipelineDeps, "db" | "now" | "rules">;

/**
 * Why a question can't be answered: there is none, it was answered, it has expired, the project has a PI by now, or the address
 * belongs to someone else by now.
 */
export type DeadClaim = "unknown" | "used" | "expired" | "overtaken" | "moved";

export type InspectedClaim =
  | { readonly kind: "open"; readonly project: string; readonly email: string; readonly proposedBy: string }
  | { readonly kind: DeadClaim };

/** Finds what the link in our email asks. Changes nothing. */
export async function inspectClaim(token: string, deps: AnswerDeps): Promise<InspectedClaim> {
  const claim = await findPiClaimByToken(deps.db, hashToken(token));
  const dead = await whyDead(claim, deps);
  if (dead || !claim) return { kind: dead ?? "unknown" };
  return { kind: "open", project: claim.project, email: claim.email, proposedBy: claim.proposedByName };
}

/** Records the answer of the person who reads the email to the address that was asked. */
export async function answerByLink(
  token: string,
  answer: "claimed" | "declined",
  deps: AnswerDeps,
): Promise<"answered" | DeadClaim> {
  const claim = await findPiClaimByToken(deps.db, hashToken(token));
  if (!claim) return "unknown";
  const by = { id: `email:${claim.email.toLowerCase()}`, name: claim.name };
  return answerClaim(claim, answer, by, deps);
}

/** Records the answer of the person who was asked in the chat. Anyone else gets the same answer as for an old button. */
export async function answerInChat(
  claimId: string,
  answer: "claimed" | "declined",
  { user, name }: Actor,
  deps: AnswerDeps & Pick<PipelineDeps, "chat">,
): Promise<{ readonly kind: "answered"; readonly claim: PiClaim } | { readonly kind: DeadClaim }> {
  const claim = isUuid(claimId) ? await findPiClaim(deps.db, claimId) : undefined;
  if (!claim || claim.chatUser !== user) return { kind: "unknown" };
  // The user was asked because the chat or a link said that the address is theirs. Both may have changed since.
  const found = await findInChat(claim.email, deps);
  if (found.kind !== "found" || found.actor.user !== user) return { kind: "moved" };
  // A second press of the same button says the same.
  if (claim.state === answer) return { kind: "answered", claim };
  const done = await answerClaim(claim, answer, { id: user, name }, deps);
  if (done === "used" && (await findPiClaim(deps.db, claimId))?.state === answer)
    return { kind: "answered", claim };
  return done === "answered" ? { kind: done, claim } : { kind: done };
}

/** A yes becomes a card for the admins, and gives no rights. A no is told to them. */
async function answerClaim(
  claim: PiClaim,
  answer: "claimed" | "declined",
  by: EventActor,
  deps: AnswerDeps,
): Promise<"answered" | DeadClaim> {
  const { db, now, rules } = deps;
  const dead = await whyDead(claim, deps);
  if (dead) return dead;
  const { id, projectId, project, name, email } = claim;
  const { adminChannels } = rules;
  const at = now();
  const isAnswered = await inTransaction(db, async (tx) => {
    if (!(await answerPiClaim(tx, id, answer, at))) return false;
    const kind = answer === "claimed" ? "pi-claimed" : "pi-declined";
    const event = eventBy(by, kind, `${name} (${email}) for ${project}`);
    await recordRegistryEvent(tx, { kind: "project", id: projectId }, event, at);
    if (answer === "claimed") {
      await showClaim(tx, { claimId: id, adminChannels, now: at });
      return true;
    }
    const to = { via: "channel", toName: "the admins", toEmail: null, toUser: adminChannels } as const;
    const data = { project, person: name, email };
    await insertNotification(tx, { key: `pi-declined:${id}`, template: "pi-declined", ...to, data }, at);
    return true;
  });
  return isAnswered ? "answered" : "used";
}

async function whyDead(claim: PiClaim | undefined, { db, now }: AnswerDeps): Promise<DeadClaim | undefined> {
  if (!claim) return "unknown";
  if (claim.state === "expired") return "expired";
  if (claim.state === "overtaken") return "overtaken";
  if (claim.state === "asked" && claim.expiresAt <= now()) return "expired";
  if (claim.state !== "asked") return "used";
  const deciders = await listDeciders(db, claim.project, now());
  if (deciders.some(({ role }) => role === "pi")) return "overtaken";
  return (await claimOwner(db, claim)) === "moved" ? "moved" : undefined;
}
