import { isDeepStrictEqual } from "node:util";
import type { RosterEntry } from "../db/tables/memberships.ts";
import type { EventActor } from "../pipeline/engine/changes.ts";
import { describeMember, findNamed } from "../pipeline/roster/describe-member.ts";
import { openMemberChange } from "../pipeline/roster/open-change.ts";
import { lastDay } from "../view/last-day.ts";
import type { HandlerContext } from "./handler.ts";
import { NO_PAST_DATE, type OnRoster, readEndDate, removable } from "./on-roster.ts";
import { type RefusedChange, refuseChange } from "./refused-change.ts";

interface Change {
  readonly role?: "manager" | "member";
  readonly endsOn?: string | null;
}

type Changed = {
  readonly kind: "changed";
  readonly entry: RosterEntry;
  /** True if it was so before. */
  readonly isKnown?: true;
} & Change;
type Opening = { readonly origin: string; readonly by: EventActor };

/** Sets or removes an end date, from the chat and from the page. The viewer has to manage the project. */
export async function changeEndDate(
  on: Pick<OnRoster, "roster" | "viewer">,
  { member, ends }: { readonly member: string; readonly ends: string },
  opening: Opening,
  context: HandlerContext,
): Promise<Changed | RefusedChange> {
  const entry = findNamed(removable(on), member);
  if (!entry) return refuseChange("gone", "member", "You can't set an end date for this person.");
  const endsOn = ends === "" ? null : readEndDate(ends, context.now());
  if (endsOn === undefined) return refuseChange("date", "ends", NO_PAST_DATE);
  const current = entry.endsAt && lastDay(entry.endsAt);
  // It is so already, and no one needs to hear of it again.
  if (current === endsOn) return { kind: "changed", entry, endsOn, isKnown: true };
  return change(entry, { endsOn }, opening, context);
}

/** Makes a member a manager, or a manager a member, from the chat and from the page. The viewer has to name managers. */
export async function changeMemberRole(
  { roster }: Pick<OnRoster, "roster">,
  { member, role }: { readonly member: string; readonly role: string },
  opening: Opening,
  context: HandlerContext,
): Promise<Changed | RefusedChange> {
  const entry = findNamed(roster.filter(hasChangeableRole), member);
  if (!entry) return refuseChange("gone", "member", "You can't change the role of this person.");
  if (role !== "manager" && role !== "member") return refuseChange("role", "role", "Choose a role.");
  const who = describeMember(entry);
  if (entry.role === role) return refuseChange("gone", "role", `${who} is a ${role} already.`);
  if (entry.accountId === null)
    return refuseChange(
      "role",
      "role",
      `${who} has no account, so they can't be a member. Remove them instead.`,
      who,
    );
  return change(entry, { role }, opening, context);
}

/** A PI hands the project over instead. */
export const hasChangeableRole = ({ role }: Pick<RosterEntry, "role">) => role !== "pi";

async function change(
  entry: RosterEntry,
  wanted: Change,
  opening: Opening,
  context: HandlerContext,
): Promise<Changed | RefusedChange> {
  const { request, isNew } = await openMemberChange("membership-change", entry, wanted, opening, context);
  const { role, endsOn } = request.details.member ?? {};
  // Someone else's change of this person that is being made right now would hide this one.
  if (!isNew && !isDeepStrictEqual({ role, endsOn }, { role: wanted.role, endsOn: wanted.endsOn }))
    return refuseChange(
      "busy",
      "member",
      `Another change for ${describeMember(entry)} is being made. Please try again in a moment.`,
      describeMember(entry),
    );
  return { kind: "changed", entry, ...wanted };
}
