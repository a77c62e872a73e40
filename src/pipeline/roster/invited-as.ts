import type { Db } from "../../db/client.ts";
import { findInvitationOf } from "../../db/invitations.ts";
import type { Role } from "../../db/names.ts";
import type { Request } from "../../db/tables/requests.ts";
import { endOfDay } from "../end-of-day.ts";

/** The role and the end date with which someone was invited, for the membership that their request becomes. Empty without an invitation. */
export async function invitedAs(
  { id, project }: Pick<Request, "id" | "project">,
  db: Db,
): Promise<{ readonly role?: Role; readonly endsAt?: Date }> {
  const invitation = await findInvitationOf(db, id);
  if (invitation?.project !== project || !invitation) return {};
  const { role, endsOn } = invitation;
  return { role, ...(endsOn === null ? {} : { endsAt: endOfDay(endsOn) }) };
}
