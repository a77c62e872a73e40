import type { Role } from "../db/names.ts";
import type { Invitation } from "../db/tables/invitations.ts";
import type { RosterEntry } from "../db/tables/memberships.ts";
import type { Request } from "../db/tables/requests.ts";
import type { Button } from "./button.ts";
import { describeStateForOthers } from "./describe-state.ts";
import { fullName } from "./full-name.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";
import { formatDay } from "./languages.ts";
import { lastDay } from "./last-day.ts";
import type { Line, Notice } from "./notice.ts";

/** More people than this are on the page only. */
const MAX_PEOPLE = 40;
const MAX_INVITATIONS = 10;
const MAX_JOINING = 10;

export interface RosterShown {
  readonly project: string;
  readonly viewer: {
    readonly isAdmin: boolean;
    readonly role: Role | undefined;
    readonly personId: number | undefined;
  };
  readonly roster: readonly RosterEntry[];
  readonly invitations: readonly Invitation[];
  /** What is about to change. */
  readonly pending: readonly Request[];
  /** Who wants to join, as people who manage the project see it. */
  readonly joining: readonly Request[];
}

/** Who is in a project, as one person may see it: members see neither addresses, nor the end dates of others, nor who was invited. */
export function rosterNotice({
  project,
  viewer,
  roster,
  invitations,
  pending,
  joining,
}: RosterShown): Notice {
  const manages = viewer.isAdmin || viewer.role === "pi" || viewer.role === "manager";
  const people = roster.slice(0, MAX_PEOPLE).map((entry): Line => {
    const seesEnd = manages || entry.personId === viewer.personId;
    const since = formatDay(entry.since.toISOString().slice(0, 10), "en");
    const until = seesEnd && entry.endsAt ? `, until ${formatDay(lastDay(entry.endsAt), "en")}` : "";
    return `${nameOf(entry, manages)}: ${ROLE_LABELS[entry.role]}, registered since ${since}${until}`;
  });
  const missing = roster.length - people.length;
  const open = manages ? invitations : [];
  return {
    title: `The project ${project}`,
    lines: [
      ...(roster.length === 0 ? ["No one is in it yet."] : people),
      ...(missing > 0 ? [`And ${missing} more. The page shows all of them.`] : []),
      ...open
        .slice(0, MAX_INVITATIONS)
        .map(
          ({ name, role, endsOn, expiresAt }): Line => [
            `Invited as ${ROLE_LABELS[role]}: ${name}${endsOn ? `, in the project until ${formatDay(endsOn, "en")}` : ""}. The invitation expires `,
            expiresAt,
          ],
        ),
      ...(open.length > MAX_INVITATIONS ? [`And ${open.length - MAX_INVITATIONS} more invitations.`] : []),
      ...(manages ? pending.map(describePending) : []),
      ...joining.slice(0, MAX_JOINING).map(describeJoining),
      ...(joining.length > MAX_JOINING ? [`And ${joining.length - MAX_JOINING} more requests to join.`] : []),
    ],
    buttons: buttonsOf(project, viewer, { manages, hasInvitations: open.length > 0 }),
  };
}

export const ROLE_LABELS: Readonly<Record<Role, string>> = { pi: "PI", manager: "manager", member: "member" };

const nameOf = (entry: RosterEntry, manages: boolean) => {
  const name = fullName(entry);
  const handle = entry.username ?? (manages || name === "" ? (entry.email ?? "") : "");
  return name === "" ? handle : `${name}${handle === "" ? "" : ` (${handle})`}`;
};

const describeJoining = (request: Request): Line =>
  `Wants to join: ${fullName(request)} (request ${request.id}). ${describeStateForOthers(request)}.`;

/** What is about to change, and how to undo it. */
function describePending({ id, kind, username, email, piName, piEmail, runAt }: Request): Line {
  if (KIND_VIEWS[kind].forPi?.passesOn === false)
    return `${piName ?? piEmail} was asked to lead the project (request ${id}).`;
  const who = username || email;
  return runAt
    ? [`${who} will be removed `, runAt, `. To undo it: /acct withdraw ${id}`]
    : `${who} is being removed (request ${id}).`;
}

function buttonsOf(
  project: string,
  { isAdmin, role }: RosterShown["viewer"],
  { manages, hasInvitations }: { readonly manages: boolean; readonly hasInvitations: boolean },
): readonly Button[] {
  const appoints = isAdmin || role === "pi";
  const about = (action: Button["action"], label: string): Button => ({
    action,
    label,
    mark: project,
    spoken: `${label.replace("…", "")}, project ${project}`,
  });
  return [
    ...(manages
      ? [
          { ...about("invite-member", "Invite…"), style: "primary" as const },
          about("remove-member", "Remove…"),
        ]
      : []),
    ...(appoints ? [about("change-role", "Change role…")] : []),
    ...(manages ? [about("set-end-date", "Set end date…")] : []),
    ...(appoints ? [about("hand-over-project", "Hand over…")] : []),
    ...(hasInvitations ? [about("take-back-invitation", "Take back invitation…")] : []),
    ...(role === undefined ? [] : [about("email-roster", "Open as a page")]),
    ...(role === undefined || role === "pi" ? [] : [about("leave-project", "Leave…")]),
  ];
}
