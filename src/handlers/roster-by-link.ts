import { randomUUID } from "node:crypto";
import { listOpenInvitations } from "../db/invitations.ts";
import { findPersonById } from "../db/people.ts";
import { listRoster } from "../db/roster.ts";
import type { RosterEntry } from "../db/tables/memberships.ts";
import type { Request } from "../db/tables/requests.ts";
import { takeBackInvitation } from "../pipeline/roster/answer-invitation.ts";
import { describeMember, findNamed, handleOf } from "../pipeline/roster/describe-member.ts";
import {
  findViewed,
  mayAppoint,
  mayManage,
  maySee,
  type Viewed,
  type Viewer,
} from "../pipeline/roster/find-viewer.ts";
import { invite } from "../pipeline/roster/invite.ts";
import { openMemberChange } from "../pipeline/roster/open-change.ts";
import { listPendingChanges } from "../pipeline/roster/pending-changes.ts";
import { verifyRosterToken } from "../pipeline/roster/roster-token.ts";
import { withdraw } from "../pipeline/withdraw.ts";
import { readEmailAddress } from "../view/email-address.ts";
import { fullName } from "../view/full-name.ts";
import type { Line } from "../view/notice.ts";
import type { DeadLink } from "./by-link.ts";
import { denyOffboarded } from "./deny-paused-person.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";
import { CHANGING_ALREADY, readEndDate, removable } from "./on-roster.ts";
import { emailActor } from "./policy.ts";

export type RosterAction = "invite" | "take-back" | "remove" | "promote" | "demote" | "undo" | "leave";

/** Why nothing was done. The page has its own words, except for `why`, which says what an outside rule says. */
export type RosterProblem = "denied" | "gone" | "address" | "date" | { readonly why: Line };

/** The operations of the page of a project, for someone who is in it. */
export interface RosterByLink {
  /** Returns what this person may see, or why the link doesn't work. Changes nothing. */
  inspect(token: string): Promise<({ readonly kind: "shown" } & RosterView) | { readonly kind: DeadLink }>;
  /** Does one thing. `about` says to whom. Returns the problem if that failed, and undefined otherwise. */
  act(
    token: string,
    action: RosterAction,
    given: { readonly about: string; readonly email: string; readonly ends: string },
  ): Promise<RosterProblem | undefined | { readonly kind: DeadLink }>;
}

export interface RosterView {
  readonly project: string;
  readonly manages: boolean;
  readonly leaves: boolean;
  readonly people: readonly {
    readonly handle: string;
    readonly name: string;
    readonly role: RosterEntry["role"];
    readonly since: Date;
    /** Undefined if the reader doesn't see it. */
    readonly endsAt: Date | null | undefined;
    readonly removable: boolean;
    readonly promotable: boolean;
    readonly demotable: boolean;
  }[];
  readonly invitations: readonly { readonly id: string; readonly name: string; readonly until: Date }[];
  /** The removals that can still be undone. */
  readonly removals: readonly { readonly id: number; readonly name: string; readonly at: Date | null }[];
}

/** Lets people see their project, and those who manage it change who is in it, from a link. */
export function rosterByLink(context: HandlerContext): RosterByLink {
  const open = async (token: string) => {
    const verified = await verifyRosterToken(token, context);
    if (verified.kind !== "verified") return { kind: verified.kind };
    const { entry } = verified;
    const actor = emailActor(entry.email, fullName(entry) || entry.email);
    const person = await findPersonById(context.db, entry.personId);
    const viewed = await findViewed(entry.project, actor, person, context);
    // The link is older than what has happened to the account since, and a roster is a list of names.
    const isOut = await denyOffboarded(actor, context);
    return viewed && maySee(viewed.viewer) && !isOut
      ? { kind: "open" as const, viewed }
      : { kind: "unknown" as const };
  };
  return {
    async inspect(token) {
      const opened = await open(token);
      if (opened.kind !== "open") return { kind: opened.kind };
      return { kind: "shown", ...(await viewOf(opened.viewed, context)) };
    },
    async act(token, action, given) {
      const opened = await open(token);
      if (opened.kind !== "open") return { kind: opened.kind };
      const { viewer } = opened.viewed;
      if (action === "leave") return leave(opened.viewed, context);
      if (action === "undo") return undo(given.about, opened.viewed, context);
      if (!mayManage(viewer)) return "denied";
      return manage(action, given, opened.viewed, context);
    },
  };
}

async function viewOf(viewed: Viewed, { db, now }: HandlerContext): Promise<RosterView> {
  const { project, viewer } = viewed;
  const roster = await listRoster(db, project.id);
  const manages = mayManage(viewer);
  const appoints = mayAppoint(viewer);
  const gone = new Set(manages ? removable({ roster, viewer }) : []);
  const undoable = (await listPendingChanges(db, project.name)).filter((one) => mayUndo(viewer, one));
  return {
    project: project.name,
    manages,
    leaves: viewer.role !== "pi",
    people: roster.map((entry) => ({
      handle: handleOf(entry),
      name: describeMember(manages || fullName(entry) === "" ? entry : { ...entry, email: null }),
      role: entry.role,
      since: entry.since,
      endsAt: manages || entry.personId === viewer.person?.id ? entry.endsAt : undefined,
      removable: gone.has(entry),
      promotable: appoints && entry.role === "member" && entry.accountId !== null,
      demotable: appoints && entry.role === "manager" && entry.accountId !== null,
    })),
    invitations: manages
      ? (await listOpenInvitations(db, project.id, now())).map(({ id, name, expiresAt }) => ({
          id,
          name,
          until: expiresAt,
        }))
      : [],
    removals: undoable.map(({ id, username, email, runAt }) => ({ id, name: username || email, at: runAt })),
  };
}

async function manage(
  action: Exclude<RosterAction, "leave" | "undo">,
  { about, email, ends }: { readonly about: string; readonly email: string; readonly ends: string },
  { project, viewer }: Viewed,
  context: HandlerContext,
): Promise<RosterProblem | undefined> {
  const { db, now } = context;
  const { actor } = viewer;
  const by = toEventActor(actor);
  const roster = await listRoster(db, project.id);
  const input = { origin: `web:${randomUUID()}`, by };
  switch (action) {
    case "invite": {
      const read = readEmailAddress(email);
      if (!("address" in read)) return "address";
      const endsOn = ends === "" ? undefined : readEndDate(ends, now());
      if (ends !== "" && !endsOn) return "date";
      const { address } = read;
      const invited = await invite(
        project,
        { name: address, email: address, role: "member", ...(endsOn ? { endsOn } : {}) },
        actor,
        context,
      );
      return invited.kind === "refused" ? { why: invited.why } : undefined;
    }
    case "take-back": {
      const open = await listOpenInvitations(db, project.id, now());
      const invitation = open.find(({ id }) => id === about);
      return invitation && (await takeBackInvitation(invitation, by, context)) ? undefined : "gone";
    }
    case "remove": {
      const entry = findNamed(removable({ roster, viewer }), about);
      if (!entry) return "gone";
      await openMemberChange("removal", entry, {}, input, context);
      return undefined;
    }
    case "promote":
    case "demote": {
      if (!mayAppoint(viewer)) return "denied";
      const [from, role] =
        action === "promote" ? (["member", "manager"] as const) : (["manager", "member"] as const);
      const entry = findNamed(
        roster.filter((one) => one.role === from && one.accountId !== null),
        about,
      );
      if (!entry) return "gone";
      const { isOther } = await openMemberChange("membership-change", entry, { role }, input, context);
      return isOther ? { why: CHANGING_ALREADY } : undefined;
    }
  }
}

/** Someone who was removed doesn't undo it, and no one keeps a person who wants to leave. */
function mayUndo(viewer: Viewer, { waitsFor, details: { member } }: Request): boolean {
  if (waitsFor !== "undo-period" || !member) return false;
  const isTheirs = member.personId === viewer.person?.id;
  return member.why === "left" ? isTheirs : mayManage(viewer) && !isTheirs;
}

async function undo(
  about: string,
  { project, viewer }: Viewed,
  context: HandlerContext,
): Promise<RosterProblem | undefined> {
  const pending = await listPendingChanges(context.db, project.name);
  const removal = pending.find((one) => String(one.id) === about && mayUndo(viewer, one));
  if (!removal) return "gone";
  const undone = await withdraw(
    removal.id,
    {
      by: toEventActor(viewer.actor),
      note: "on the page of the project",
      help: context.rules.site.helpAddress,
    },
    context,
  );
  return undone.denial === undefined ? undefined : { why: undone.denial };
}

async function leave(
  { project, viewer }: Viewed,
  context: HandlerContext,
): Promise<RosterProblem | undefined> {
  if (viewer.role === "pi") return "denied";
  const roster = await listRoster(context.db, project.id);
  const own = roster.filter(({ personId }) => personId === viewer.person?.id);
  if (own.length === 0) return "gone";
  for (const entry of own) {
    const input = { origin: `web:${randomUUID()}`, by: toEventActor(viewer.actor) };
    await openMemberChange("removal", entry, { why: "left" }, input, context);
  }
  return undefined;
}
