import type { Db } from "../../db/client.ts";
import { findInvitationOf } from "../../db/invitations.ts";
import type { Role } from "../../db/names.ts";
import type { Request } from "../../db/tables/requests.ts";
import { endOfDay } from "../end-of-day.ts";

/**
 * The role and the end date of the membership that a request becomes: those of its invitation, with the end date that the request says by
 * now. Empty for a member without an end date.
 */
export async function invitedAs(
  { id, project, details }: Pick<Request, "id" | "project" | "details">,
  db: Db,
): Promise<{ readonly role?: Role; readonly endsAt?: Date }> {
  const found = await findInvitationOf(db, id);
  const invitation = found?.project === project ? found : undefined;
  const endsOn = details.endsOn === undefined ? invitation?.endsOn : details.endsOn;
  return {
    ...(invitation ? { role: invitation.role } : {}),
    ...(endsOn ? { endsAt: endOfDay(endsOn) } : {}),
  };
}
