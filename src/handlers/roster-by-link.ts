import { findPersonById } from "../db/people.ts";
import type { RosterEntry } from "../db/tables/memberships.ts";
import { findViewed, maySee, type Viewed } from "../pipeline/roster/find-viewer.ts";
import { verifyRosterToken } from "../pipeline/roster/roster-token.ts";
import { fullName } from "../view/full-name.ts";
import { actOnRoster, type NotDone, type RosterAction, type RosterForm } from "./act-on-roster.ts";
import type { DeadLink } from "./by-link.ts";
import { denyOffboarded } from "./deny-paused-person.ts";
import type { HandlerContext } from "./handler.ts";
import { emailActor } from "./policy.ts";
import { type RosterView, viewRoster } from "./roster-view.ts";

/** The operations of the page of a project, for someone who is in it. */
export interface RosterByLink {
  /** Returns what this person may see, or why the link doesn't work. Changes nothing. */
  inspect(token: string): Promise<({ readonly kind: "shown" } & RosterView) | { readonly kind: DeadLink }>;
  /** Does one thing. Returns the problem if that failed, and undefined otherwise. */
  act(
    token: string,
    action: RosterAction,
    form: RosterForm,
  ): Promise<NotDone | undefined | { readonly kind: DeadLink }>;
}

/** Lets people see their project, and those who manage it change who is in it, from a link. */
export function rosterByLink(context: HandlerContext): RosterByLink {
  return {
    async inspect(token) {
      const opened = await openRoster(token, context);
      if (opened.kind !== "open") return { kind: opened.kind };
      return { kind: "shown", ...(await viewRoster(opened.viewed, context)) };
    },
    async act(token, action, form) {
      const opened = await openRoster(token, context);
      if (opened.kind !== "open") return { kind: opened.kind };
      return actOnRoster(action, form, opened.viewed, context);
    },
  };
}

interface Opened {
  readonly kind: "open";
  readonly viewed: Viewed;
  readonly entry: RosterEntry & { readonly email: string };
}

/**
 * Finds whose link it is and the project that it is about. The link proves no more than that they read the emails to the address, so an
 * admin is on the page what they are in the project.
 */
export async function openRoster(
  token: string,
  context: HandlerContext,
): Promise<Opened | { readonly kind: DeadLink }> {
  const verified = await verifyRosterToken(token, context);
  if (verified.kind !== "verified") return { kind: verified.kind };
  const { entry } = verified;
  const { givenName, familyName, email } = entry;
  const actor = { ...emailActor(email, fullName(entry) || email), givenName, familyName };
  const person = await findPersonById(context.db, entry.personId);
  const viewed = await findViewed(entry.project, actor, person, context);
  // The link is older than what has happened to the account since, and a roster is a list of names.
  const isOut = await denyOffboarded(actor, context);
  return viewed && maySee(viewed.viewer) && !isOut ? { kind: "open", viewed, entry } : { kind: "unknown" };
}
