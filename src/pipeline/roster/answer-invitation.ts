import type { Actor } from "../../chat/chat.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { findInvitation, findInvitationByToken, settleInvitation } from "../../db/invitations.ts";
import { isUuid } from "../../db/is-uuid.ts";
import { isMember } from "../../db/memberships.ts";
import { insertNotification } from "../../db/notifications.ts";
import { lockRequest, type NewRequest } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Invitation } from "../../db/tables/invitations.ts";
import { hasEnded, type Request } from "../../db/tables/requests.ts";
import { type CreateResult, createRequest } from "../create-request.ts";
import { describeOwner } from "../describe-owner.ts";
import { applyCommand } from "../engine/apply-command.ts";
import type { ChangeRequestDeps } from "../engine/change-request.ts";
import { type EventActor, eventBy } from "../engine/changes.ts";
import { findInChat } from "../links/find-in-chat.ts";
import { hashToken } from "../passwords/password-token.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** Why an invitation can't be answered: there is none, it was answered or taken back, it has expired, or the address is someone else's now. */
export type DeadInvitation = "unknown" | "used" | "taken-back" | "expired" | "moved";

export type OpenInvitation =
  | { readonly kind: "open"; readonly invitation: Invitation }
  | { readonly kind: DeadInvitation; readonly invitation?: Invitation | undefined };

type AnswerDeps = ChangeRequestDeps & Pick<PipelineDeps, "rules">;

/** Finds the invitation to which the link in our email leads. Changes nothing. */
export async function invitationByToken(
  token: string,
  deps: Pick<PipelineDeps, "db" | "now">,
): Promise<OpenInvitation> {
  return judge(await findInvitationByToken(deps.db, hashToken(token)), deps.now());
}

/** Finds the invitation of a chat user. For anyone else, there is none. */
export async function invitationOf(
  id: string,
  { user }: Pick<Actor, "user">,
  deps: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<OpenInvitation> {
  const invitation = isUuid(id) ? await findInvitation(deps.db, id) : undefined;
  if (!invitation || invitation.chatUser !== user) return { kind: "unknown" };
  const judged = judge(invitation, deps.now());
  if (judged.kind !== "open" || invitation.email === null) return judged;
  // The user was asked because the chat or a link said that the address is theirs. Both may have changed since.
  const found = await findInChat(invitation.email, deps);
  return found.kind === "found" && found.actor.user === user ? judged : { kind: "moved", invitation };
}

function judge(invitation: Invitation | undefined, now: Date): OpenInvitation {
  if (!invitation) return { kind: "unknown" };
  const { state, expiresAt } = invitation;
  if (state === "expired" || (state === "open" && expiresAt <= now)) return { kind: "expired", invitation };
  if (state === "taken-back") return { kind: "taken-back", invitation };
  return { kind: state === "open" ? "open" : "used", invitation };
}

/** `member`: they are in the project already, which answers the invitation. `elsewhere`: they have an open request for another project, so nothing happened, and they can accept once it has ended. */
export type AcceptResult =
  | CreateResult
  | { readonly kind: DeadInvitation }
  | { readonly kind: "member" }
  | { readonly kind: "elsewhere"; readonly request: Request };

/** Joins the project with an account. What the registry and the admins ask for still applies. */
export async function joinByInvitation(
  invitation: Invitation,
  account: Account,
  { by, user }: { readonly by: EventActor; readonly user: string | null },
  deps: AnswerDeps,
): Promise<AcceptResult> {
  if (await isMember(deps.db, account.id, invitation.projectId)) return answerAsMember(invitation, by, deps);
  const draft = {
    kind: "membership" as const,
    origin: `invitation:${invitation.id}`,
    ...describeOwner(account),
    project: invitation.project,
    requesterUser: user,
    details: {},
  };
  return acceptInvitation(invitation, draft, by, deps);
}

/** Someone was invited with another address of theirs. Who invited them is told that they are in the project. */
async function answerAsMember(
  invitation: Invitation,
  by: EventActor,
  { db, now }: AnswerDeps,
): Promise<AcceptResult> {
  const { id, projectId, project, name } = invitation;
  const at = now();
  const isAnswered = await inTransaction(db, async (tx) => {
    if (!(await settleInvitation(tx, id, "accepted", { now: at }))) return false;
    const event = eventBy(by, "invitation-accepted", `${name}, who is a member already`);
    await recordRegistryEvent(tx, { kind: "project", id: projectId }, event, at);
    await tellInviter(tx, invitation, { answer: "member", project, person: by.name }, at);
    return true;
  });
  return { kind: isAnswered ? "member" : await whyDead(invitation, { db, now }) };
}

/** Accepts an invitation, which becomes this request. Returns why it can't be accepted if someone was faster. */
export async function acceptInvitation(
  invitation: Invitation,
  draft: Omit<NewRequest, "stage">,
  by: EventActor,
  deps: AnswerDeps,
): Promise<Exclude<AcceptResult, { readonly kind: "member" }>> {
  const { id, projectId, project, invitedByName, endsOn } = invitation;
  const at = deps.now();
  const taken = new Error("taken");
  return inTransaction(deps.db, async (tx) => {
    const note = `invited by ${invitedByName}`;
    const details = { ...draft.details, ...(endsOn ? { endsOn } : {}) };
    const created = await createRequest({ ...draft, details }, { by, note }, { ...deps, db: tx });
    const requestId = created.request.id;
    if (created.request.project !== project) return { ...created, kind: "elsewhere" as const };
    if (!(await settleInvitation(tx, id, "accepted", { now: at, requestId }))) throw taken;
    if (created.kind === "known") await lookAgain(requestId, by, note, { ...deps, db: tx });
    const event = eventBy(by, "invitation-accepted", invitation.name);
    await recordRegistryEvent(tx, { kind: "project", id: projectId }, event, at);
    await tellInviter(tx, invitation, { answer: "accepted", project, person: by.name }, at);
    return created;
  }).catch(async (error: unknown) => {
    if (error === taken) return { kind: await whyDead(invitation, deps) };
    throw error;
  });
}

/** Why an invitation that was open a moment ago can't be answered anymore. */
async function whyDead(
  { id }: Invitation,
  { db, now }: Pick<PipelineDeps, "db" | "now">,
): Promise<DeadInvitation> {
  const { kind } = judge(await findInvitation(db, id), now());
  return kind === "open" ? "used" : kind;
}

/** They had asked to join before, so the PI may have been asked already. */
async function lookAgain(
  id: number,
  by: EventActor,
  note: string,
  { db, workflows, now }: ChangeRequestDeps,
) {
  const request = await lockRequest(db, id);
  if (!request || hasEnded(request) || request.waitsFor !== "pi") return;
  const command = { kind: "reroute", by, stage: request.stage, note: `${by.name} was ${note}` } as const;
  await applyCommand(db, request, command, { workflows, now: now() });
}

/** Declines an invitation. Who invited them is told. Returns why it can't be declined if someone was faster. */
export async function declineInvitation(
  invitation: Invitation,
  by: EventActor,
  { db, now }: Pick<PipelineDeps, "db" | "now">,
): Promise<"declined" | DeadInvitation> {
  const at = now();
  const { id, projectId, project, name } = invitation;
  const isDeclined = await inTransaction(db, async (tx) => {
    if (!(await settleInvitation(tx, id, "declined", { now: at }))) return false;
    await recordRegistryEvent(
      tx,
      { kind: "project", id: projectId },
      eventBy(by, "invitation-declined", name),
      at,
    );
    await tellInviter(tx, invitation, { answer: "declined", project, person: name }, at);
    return true;
  });
  return isDeclined ? "declined" : whyDead(invitation, { db, now });
}

/** Takes back an invitation: its buttons and its link no longer work. Returns false if it was answered before. */
export async function takeBackInvitation(
  { id, projectId, name }: Invitation,
  by: EventActor,
  { db, now }: Pick<PipelineDeps, "db" | "now">,
): Promise<boolean> {
  const at = now();
  return inTransaction(db, async (tx) => {
    if (!(await settleInvitation(tx, id, "taken-back", { now: at }))) return false;
    const event = eventBy(by, "invitation-taken-back", name);
    await recordRegistryEvent(tx, { kind: "project", id: projectId }, event, at);
    return true;
  });
}

async function tellInviter(
  tx: Db,
  { id, invitedBy, invitedByName, invitedByEmail }: Invitation,
  data: Readonly<Record<"answer" | "project" | "person", string>>,
  at: Date,
): Promise<void> {
  const isByEmail = invitedBy.startsWith("email:");
  await insertNotification(
    tx,
    {
      key: `invitation-answered:${id}`,
      template: "invitation-answered",
      via: isByEmail ? "email" : invitedByEmail === null ? "chat" : "either",
      toName: invitedByName,
      toEmail: invitedByEmail,
      toUser: isByEmail ? null : invitedBy,
      data,
    },
    at,
  );
}
