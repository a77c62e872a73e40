import { randomUUID } from "node:crypto";
import { listOpenInvitations } from "../db/invitations.ts";
import { listRoster } from "../db/roster.ts";
import { takeBackInvitation } from "../pipeline/roster/answer-invitation.ts";
import { findNamed } from "../pipeline/roster/describe-member.ts";
import { mayAppoint, mayManage, type Viewed, type Viewer } from "../pipeline/roster/find-viewer.ts";
import { openMemberChange } from "../pipeline/roster/open-change.ts";
import { listPendingChanges } from "../pipeline/roster/pending-changes.ts";
import { withdraw } from "../pipeline/withdraw.ts";
import type { Line } from "../view/notice.ts";
import { askNewPi } from "./ask-new-pi.ts";
import { changeEndDate, changeMemberRole } from "./change-member.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";
import { invitePerson } from "./invite-person.ts";
import { ONLY_MANAGERS, ONLY_PI, removable } from "./on-roster.ts";
import { type RefusedChange, refuseChange } from "./refused-change.ts";
import { mayUndo } from "./roster-view.ts";

export type RosterAction =
  | "invite"
  | "take-back"
  | "remove"
  | "end-date"
  | "promote"
  | "demote"
  | "hand-over"
  | "stop-hand-over"
  | "undo"
  | "leave";

/** What a form of the page says: whom or what it is about, and what was typed. Empty for what the form has no field for. */
export interface RosterForm {
  readonly about: string;
  readonly email: string;
  readonly ends: string;
  readonly role: string;
  readonly reason: string;
}

/** Why nothing was done; `why` if something else than a roster says so. */
export type NotDone = RefusedChange | { readonly kind: "late"; readonly why: Line };

const MAY: Readonly<Record<RosterAction, (viewer: Viewer) => boolean>> = {
  invite: mayManage,
  "take-back": mayManage,
  remove: mayManage,
  "end-date": mayManage,
  promote: mayAppoint,
  demote: mayAppoint,
  "hand-over": mayAppoint,
  "stop-hand-over": mayAppoint,
  // Which ones depends on who is removed.
  undo: () => true,
  leave: ({ role }) => role !== "pi",
};

const GONE = refuseChange("gone", undefined, "This has changed in the meantime.");

/** Does what a form of the page asks for, by the same rules as the buttons in the chat. Returns undefined if it was done. */
export async function actOnRoster(
  action: RosterAction,
  form: RosterForm,
  viewed: Viewed,
  context: HandlerContext,
): Promise<NotDone | undefined> {
  const may = MAY[action];
  if (!may(viewed.viewer))
    return refuseChange("denied", undefined, may === mayAppoint ? ONLY_PI : ONLY_MANAGERS);
  const done = await doIt(action, form, viewed, context);
  return done.kind === "refused" || done.kind === "late" ? done : undefined;
}

type Done = { readonly kind: "done" | "invited" | "changed" | "asked-them" };
const DONE: Done = { kind: "done" };

async function doIt(
  action: RosterAction,
  { about, email, ends, role, reason }: RosterForm,
  viewed: Viewed,
  context: HandlerContext,
): Promise<Done | NotDone> {
  const { project, viewer } = viewed;
  const { db, now } = context;
  const by = toEventActor(viewer.actor);
  const roster = await listRoster(db, project.id);
  const on = { ...viewed, roster };
  const opening = { origin: `web:${randomUUID()}`, by };
  switch (action) {
    case "invite":
      return invitePerson(viewed, { mail: email, role, ends }, context);
    case "take-back": {
      const open = await listOpenInvitations(db, project.id, now());
      const invitation = open.find(({ id }) => id === about);
      return invitation && (await takeBackInvitation(invitation, by, context)) ? DONE : GONE;
    }
    case "remove": {
      const entry = findNamed(removable(on), about);
      if (!entry) return GONE;
      await openMemberChange("removal", entry, {}, opening, context);
      return DONE;
    }
    case "end-date":
      return changeEndDate(on, { member: about, ends }, opening, context);
    case "promote":
      return changeMemberRole(on, { member: about, role: "manager" }, opening, context);
    case "demote":
      return changeMemberRole(on, { member: about, role: "member" }, opening, context);
    case "hand-over":
      return askNewPi(viewed, { mail: email, reason }, opening, context);
    case "stop-hand-over":
    case "undo":
      return undo(about, viewed, context);
    case "leave": {
      const own = roster.filter(({ personId }) => personId === viewer.person?.id);
      if (own.length === 0) return GONE;
      for (const entry of own) {
        const each = { ...opening, origin: `web:${randomUUID()}` };
        await openMemberChange("removal", entry, { why: "left" }, each, context);
      }
      return DONE;
    }
  }
}

/** Withdraws the request that removes someone, or that asks a new PI. */
async function undo(
  about: string,
  { project, viewer }: Viewed,
  context: HandlerContext,
): Promise<Done | NotDone> {
  const pending = await listPendingChanges(context.db, project.name);
  const request = pending.find((one) => String(one.id) === about && mayUndo(one, viewer));
  if (!request) return GONE;
  const { denial } = await withdraw(
    request.id,
    {
      by: toEventActor(viewer.actor),
      note: "on the page of the project",
      help: context.rules.site.helpAddress,
    },
    context,
  );
  return denial === undefined ? DONE : { kind: "late", why: denial };
}
