import { randomUUID } from "node:crypto";
import type { Actor } from "../../chat/chat.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import { inTransaction } from "../../db/client.ts";
import {
  countInvitations,
  countInvitationsTo,
  expireInvitations,
  insertInvitation,
} from "../../db/invitations.ts";
import type { InvitedRole } from "../../db/names.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Project } from "../../db/tables/projects.ts";
import { eventBy } from "../engine/changes.ts";
import { findInChat } from "../links/find-in-chat.ts";
import { hashToken, invitationToken } from "../passwords/password-token.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { invitationMessage } from "./invitation-message.ts";

/** The person has this long to answer. */
export const INVITATION_MS = 14 * 86_400_000;
/** A project may have this many open invitations, and send this many in a day, because each is a message to someone who didn't ask for it. */
export const MAX_INVITATIONS = 30;
/** Someone who declines, or whose invitation is taken back, is asked again only this often in a day. */
const MAX_TO_ONE = 3;
const DAY_MS = 86_400_000;

export interface Invited {
  readonly name: string;
  /** Undefined if someone was chosen in the chat. */
  readonly email?: string | undefined;
  readonly user?: string | undefined;
  readonly role: InvitedRole;
  readonly endsOn?: string | undefined;
}

export type InviteResult =
  | { readonly kind: "invited"; readonly id: string }
  /** `why` is a sentence for who invites. It says nothing about who has an account. */
  | {
      readonly kind: "refused";
      readonly problem: "many-invitations" | "invited" | "invited-often";
      readonly why: string;
    };

/**
 * Invites someone to a project: in the chat if they are there, and otherwise by email. Nothing tells who invites whether the address has an
 * account. Once they accept, it becomes a request like any other.
 */
export async function invite(
  project: Pick<Project, "id" | "name">,
  { name, email, user, role, endsOn }: Invited,
  by: Pick<Actor, "user" | "name" | "email">,
  deps: Pick<PipelineDeps, "db" | "now" | "chat" | "secretKey">,
): Promise<InviteResult> {
  const { db, now, secretKey } = deps;
  const found = email === undefined ? undefined : await findInChat(email, deps);
  const chatUser = user ?? (found?.kind === "found" ? found.actor.user : null);
  const id = randomUUID();
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + INVITATION_MS);
  return inTransaction(db, async (tx): Promise<InviteResult> => {
    // One that has just expired would count as open.
    await expireInvitations(tx, createdAt);
    const since = new Date(createdAt.getTime() - DAY_MS);
    if ((await countInvitations(tx, project.id, since)) >= MAX_INVITATIONS)
      return {
        kind: "refused",
        problem: "many-invitations",
        why: `${project.name} has ${MAX_INVITATIONS} open invitations, or sent as many today. Wait for answers, or invite more people tomorrow.`,
      };
    const toThem = { projectId: project.id, email: email ?? null, chatUser };
    if ((await countInvitationsTo(tx, toThem, since)) >= MAX_TO_ONE)
      return {
        kind: "refused",
        problem: "invited-often",
        why: `${name} was invited to ${project.name} ${MAX_TO_ONE} times today. Wait until tomorrow.`,
      };
    const invitation = {
      ...{ id, name, chatUser, role, expiresAt },
      email: email ?? null,
      endsOn: endsOn ?? null,
      invitedBy: by.user,
      invitedByName: by.name,
      invitedByEmail: by.email ?? null,
    };
    const tokenHash = hashToken(invitationToken(secretKey, id));
    if (!(await insertInvitation(tx, { ...invitation, projectId: project.id, tokenHash, createdAt }))) {
      const why = `${name} has an open invitation to ${project.name} already.`;
      return { kind: "refused", problem: "invited", why };
    }
    const event = eventBy({ id: by.user, name: by.name }, "member-invited", `${name} as ${role}`);
    await recordRegistryEvent(tx, { kind: "project", id: project.id }, event, createdAt);
    await insertNotification(tx, invitationMessage({ ...invitation, project: project.name }), createdAt);
    return { kind: "invited", id };
  });
}
