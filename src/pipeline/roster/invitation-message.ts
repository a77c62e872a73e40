import type { NewNotification } from "../../db/change.ts";
import { invitationKey } from "../../db/invitations.ts";
import type { Invitation } from "../../db/tables/invitations.ts";

type Invited = Omit<
  Invitation,
  "projectId" | "state" | "tokenHash" | "createdAt" | "answeredAt" | "requestId"
>;

/** The message that asks someone whether they join a project. `again` tells it from the first one. */
export function invitationMessage(invitation: Invited, again?: string): NewNotification {
  const { id, name, email, chatUser, project, invitedByName, role, expiresAt, endsOn } = invitation;
  return {
    key: again ? `${invitationKey(id)}:${again}` : invitationKey(id),
    template: "invitation",
    via: chatUser === null ? "email" : email === null ? "chat" : "either",
    ...{ toName: name, toEmail: email, toUser: chatUser },
    data: {
      ...{ project, by: invitedByName, invitation: id, role, until: expiresAt.toISOString() },
      ...(endsOn ? { endsOn } : {}),
    },
  };
}
