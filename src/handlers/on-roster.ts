import type { Actor } from "../chat/chat.ts";
import type { Reply } from "../chat/interaction.ts";
import { listRoster } from "../db/roster.ts";
import type { RosterEntry } from "../db/tables/memberships.ts";
import { describeMember, findNamed, handleOf } from "../pipeline/roster/describe-member.ts";
import {
  findOwnPerson,
  findViewed,
  mayManage,
  maySee,
  type Viewed,
  type Viewer,
} from "../pipeline/roster/find-viewer.ts";
import type { Field } from "../view/form.ts";
import { type HandlerContext, UserError } from "./handler.ts";

export interface OnRoster extends Viewed {
  readonly roster: readonly RosterEntry[];
  /** What follows the name of the project. */
  readonly named: string;
}

/** Someone who isn't in a project gets the same answer as for one that doesn't exist. */
export const noProject = (name: string) =>
  `You're in no project called ${name === "" ? "that" : name.slice(0, 40)}. To see yours, use /acct project.`;

/**
 * Reads the project and possibly a person from what a button, a form, or a command is about: "astro aash". Throws a `UserError` if the
 * project isn't one in which they may do this.
 */
export async function readRoster(
  text: string,
  actor: Actor,
  context: HandlerContext,
  { may = mayManage, denial }: { readonly may?: (viewer: Viewer) => boolean; readonly denial: string },
): Promise<OnRoster> {
  const [name = "", ...rest] = text.trim().split(/\s+/);
  const viewed = await findViewed(name, actor, await findOwnPerson(actor, context), context);
  if (!viewed || !maySee(viewed.viewer)) throw new UserError(noProject(name));
  if (!may(viewed.viewer)) throw new UserError(denial);
  return { ...viewed, roster: await listRoster(context.db, viewed.project.id), named: rest.join(" ") };
}

export const ONLY_MANAGERS = "Only the PI, the managers of the project, and admins can do this.";
export const ONLY_PI = "Only the PI of the project and admins can do this.";

/** A select in the chat can't have more options. */
const MAX_CHOICES = 100;

/** The field that asks whom in the project: a choice, or a line for the username in a large project. */
export function memberField(entries: readonly RosterEntry[], named: string): Field {
  const initial = findNamed(entries, named);
  const field = { name: "member", label: "Person", ...(initial ? { initial: handleOf(initial) } : {}) };
  return entries.length > MAX_CHOICES
    ? { ...field, kind: "line", maxLength: 254, hint: "Enter their username or email address." }
    : {
        ...field,
        kind: "select",
        choices: entries.map((entry) => ({
          value: handleOf(entry),
          label: `${describeMember(entry)}, ${entry.role}`.slice(0, 75),
        })),
      };
}

/** Whom a viewer may remove: managers remove members, a PI removes managers as well, and no one removes a PI. */
export const removable = ({ roster, viewer }: Pick<OnRoster, "roster" | "viewer">): readonly RosterEntry[] =>
  roster.filter(
    ({ role, personId }) =>
      personId !== viewer.person?.id &&
      (role === "member" || (role === "manager" && (viewer.actor.isAdmin || viewer.role === "pi"))),
  );

/** The message in a list that would be empty. */
export const nobody = (title: string, project: string): Reply => ({
  kind: "message",
  notice: { title, lines: [`There is no one in ${project} for whom you can do this.`] },
});

/** Today or later, as a date; undefined if it isn't one, such as February 30. */
export function readEndDate(text: string, now: Date): string | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T12:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return undefined;
  return text >= now.toISOString().slice(0, 10) ? text : undefined;
}

export const NO_PAST_DATE = "Choose today or a later day.";
