import { listAccountsOfPerson } from "../db/accounts.ts";
import { listOpenInvitations } from "../db/invitations.ts";
import { listProjectsOf, listRoster } from "../db/roster.ts";
import type { RosterEntry } from "../db/tables/memberships.ts";
import type { Request } from "../db/tables/requests.ts";
import { REQUEST_KINDS } from "../pipeline/kinds/kinds.ts";
import { describeMember, handleOf } from "../pipeline/roster/describe-member.ts";
import { mayAppoint, mayManage, type Viewed, type Viewer } from "../pipeline/roster/find-viewer.ts";
import { listJoining, listPendingChanges } from "../pipeline/roster/pending-changes.ts";
import { rosterToken } from "../pipeline/roster/roster-token.ts";
import { isWithdrawable } from "../view/buttons-for.ts";
import { describeStateForOthers } from "../view/describe-state.ts";
import { fullName } from "../view/full-name.ts";
import { lastDay } from "../view/last-day.ts";
import { decisionToken } from "./decision-token.ts";
import type { HandlerContext } from "./handler.ts";
import { removable } from "./on-roster.ts";

/** What someone in a project sees of it on its page, and what they can do there. */
export interface RosterView {
  readonly project: string;
  readonly manages: boolean;
  /** Whether they may invite managers. */
  readonly appoints: boolean;
  /** Whether they may ask someone else to lead the project now. */
  readonly handsOver: boolean;
  readonly leaves: boolean;
  /** Their other projects, with the tokens of their pages. */
  readonly others: readonly { readonly project: string; readonly token: string }[];
  /** Whether they have an account, with which they can ask for a new project. */
  readonly founds: boolean;
  readonly people: readonly {
    readonly handle: string;
    readonly name: string;
    readonly role: RosterEntry["role"];
    readonly since: Date;
    /** The last day, as 2026-03-29; null for no end date, undefined if the reader doesn't see it. */
    readonly endsOn: string | null | undefined;
    /** They can be removed, and can get an end date. */
    readonly removable: boolean;
    readonly promotable: boolean;
    readonly demotable: boolean;
  }[];
  readonly invitations: readonly {
    readonly id: string;
    readonly name: string;
    readonly role: "manager" | "member";
    readonly until: Date;
  }[];
  /** Who wants to join, what their requests wait for, and the token of the page where the reader decides. */
  readonly joining: readonly {
    readonly id: number;
    readonly name: string;
    readonly state: string;
    readonly decision: string | undefined;
  }[];
  /** The removals that can still be undone. */
  readonly removals: readonly { readonly id: number; readonly name: string; readonly at: Date | null }[];
  /** Who is asked to lead the project. */
  readonly asked: { readonly id: number; readonly name: string; readonly withdrawable: boolean } | undefined;
}

export async function viewRoster({ project, viewer }: Viewed, context: HandlerContext): Promise<RosterView> {
  const { db, now, rules } = context;
  const roster = await listRoster(db, project.id);
  const [manages, appoints] = [mayManage(viewer), mayAppoint(viewer)];
  const gone = new Set(manages ? removable({ roster, viewer }) : []);
  const pending = await listPendingChanges(db, project.name);
  const asked = manages ? pending.find(asksNewPi) : undefined;
  const invitations = manages ? await listOpenInvitations(db, project.id, now()) : [];
  const joining = manages ? await listJoining(db, project.name) : [];
  return {
    project: project.name,
    manages,
    appoints,
    handsOver: appoints && !asked && !rules.projects[project.name],
    leaves: viewer.role !== "pi",
    founds: await hasAccount(viewer, context),
    others: await listOthers(project.id, viewer, context),
    people: roster.map((entry) => ({
      handle: handleOf(entry),
      name: describeMember(manages || fullName(entry) === "" ? entry : { ...entry, email: null }),
      role: entry.role,
      since: entry.since,
      endsOn:
        manages || entry.personId === viewer.person?.id ? entry.endsAt && lastDay(entry.endsAt) : undefined,
      removable: gone.has(entry),
      promotable: appoints && entry.role === "member" && entry.accountId !== null,
      demotable: appoints && entry.role === "manager" && entry.accountId !== null,
    })),
    invitations: invitations.map(({ id, name, role, expiresAt }) => ({ id, name, role, until: expiresAt })),
    joining: joining.map((request) => ({
      id: request.id,
      name: fullName(request) || request.email,
      state: describeStateForOthers(request),
      decision: decisionToken(request, viewer.actor, context),
    })),
    removals: pending
      .filter((request) => !asksNewPi(request) && mayUndo(request, viewer))
      .map(({ id, username, email, runAt }) => ({ id, name: username || email, at: runAt })),
    asked: asked && {
      id: asked.id,
      name: asked.piName ?? asked.piEmail ?? "",
      withdrawable: mayUndo(asked, viewer),
    },
  };
}

/** The question to a new PI. */
const asksNewPi = ({ kind }: Pick<Request, "kind">) => REQUEST_KINDS[kind].asksNamedPerson;

/**
 * Whether this viewer may undo what is about to change: a removal, or the question to a new PI. Someone who was removed doesn't undo it,
 * and no one keeps a person who wants to leave.
 */
export function mayUndo(request: Request, viewer: Viewer): boolean {
  if (!isWithdrawable(request)) return false;
  if (asksNewPi(request)) return mayAppoint(viewer);
  const { member } = request.details;
  const isTheirs = member?.personId === viewer.person?.id;
  return member?.why === "left" ? isTheirs : mayManage(viewer) && !isTheirs;
}

async function listOthers(
  own: number,
  { person }: Viewer,
  context: HandlerContext,
): Promise<RosterView["others"]> {
  const all = person ? await listProjectsOf(context.db, person.id) : [];
  const first = all.filter(
    ({ projectId }, at) => projectId !== own && all.findIndex((one) => one.projectId === projectId) === at,
  );
  const others = await Promise.all(
    first.map(async ({ project, membershipId }) => ({
      project,
      token: await rosterToken(membershipId, context),
    })),
  );
  return others.flatMap(({ project, token }) => (token ? [{ project, token }] : []));
}

async function hasAccount({ person }: Viewer, { db }: Pick<HandlerContext, "db">): Promise<boolean> {
  if (!person) return false;
  return (await listAccountsOfPerson(db, person.id)).some(({ removedAt }) => removedAt === null);
}
