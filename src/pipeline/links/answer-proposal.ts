import type { Actor } from "../../chat/chat.ts";
import { findAccountOfPerson } from "../../db/accounts.ts";
import { declineChatLink, listLinksOf } from "../../db/chat-links.ts";
import { inTransaction } from "../../db/client.ts";
import { isUuid } from "../../db/is-uuid.ts";
import { consumeClaim, findClaim } from "../../db/link-claims.ts";
import { insertNotification } from "../../db/notifications.ts";
import { findPersonById } from "../../db/people.ts";
import type { LinkClaim } from "../../db/tables/link-claims.ts";
import { fullName } from "../../view/full-name.ts";
import type { ChangeRequestDeps } from "../engine/change-request.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { activateLink } from "./activate-link.ts";
import { linkMessages } from "./link-messages.ts";
import { recordLinkEvent } from "./record-link-event.ts";

export type Answered =
  | { readonly kind: "linked" | "declined" | "taken"; readonly label: string }
  /** There is no such proposal for this person, or it has been answered, replaced, or has expired. */
  | { readonly kind: "late" };

/** Records a person's answer to a proposed link. Anyone else who presses the button gets the same answer as for an old one. */
export async function answerProposal(
  claimId: string,
  answer: "confirm" | "decline",
  actor: Actor,
  deps: ChangeRequestDeps & Pick<PipelineDeps, "rules">,
): Promise<Answered> {
  const { db, now } = deps;
  const claim = isUuid(claimId) ? await findClaim(db, claimId) : undefined;
  if (!claim || claim.chatUser !== actor.user || claim.tokenHash !== null) return { kind: "late" };
  const { label, personId } = claim;
  if (personId === null) return { kind: "late" };
  // A second press of the same button says the same.
  const done = {
    confirm: { state: "active", kind: "linked" },
    decline: { state: "declined", kind: "declined" },
  } as const;
  const { state, kind } = done[answer];
  const isRepeated = async () =>
    (await listLinksOf(db, actor.user)).some((link) => link.personId === personId && link.state === state);
  if (claim.usedAt !== null) return (await isRepeated()) ? { kind, label } : { kind: "late" };
  if (answer === "decline") {
    return (await decline({ ...claim, personId }, actor, deps))
      ? { kind: "declined", label }
      : { kind: "late" };
  }
  if (claim.expiresAt <= now()) return { kind: "late" };
  const activated = await activateLink({ ...claim, personId }, actor, "admin", deps);
  if (activated !== "late") return { kind: activated, label };
  return (await isRepeated()) ? { kind: "linked", label } : { kind: "late" };
}

async function decline(
  { id, personId, label }: LinkClaim & { readonly personId: number },
  { user, name }: Actor,
  { db, now, rules }: Pick<PipelineDeps, "db" | "now" | "rules">,
): Promise<boolean> {
  const person = await findPersonById(db, personId);
  const account = await findAccountOfPerson(db, personId);
  return inTransaction(db, async (tx) => {
    if (!(await consumeClaim(tx, id, now()))) return false;
    await declineChatLink(tx, personId, user);
    const event = { kind: "link-declined", actor: user, actorName: name, note: label } as const;
    await recordLinkEvent(tx, personId, account, event, now());
    const data = { label, person: name };
    const [toAdmins] = linkMessages("link-declined", id, data, [
      { name: "the admins", user: rules.adminChannels },
    ]);
    const told = linkMessages(
      "link-declined",
      id,
      data,
      person ? [{ name: fullName(person), email: person.email }] : [],
    );
    for (const message of told) await insertNotification(tx, message, now());
    if (toAdmins) await insertNotification(tx, { ...toAdmins, via: "channel" }, now());
    return true;
  });
}
