import type { Problem, Site } from "./pages.ts";
import { render } from "./render.ts";
import type { PageText } from "./text/page-text.ts";

/** What the forms of the page do. */
export const ROSTER_ACTIONS = [
  "invite",
  "take-back",
  "remove",
  "end-date",
  "promote",
  "demote",
  "hand-over",
  "stop-hand-over",
  "undo",
  "leave",
] as const;
export type RosterPageAction = (typeof ROSTER_ACTIONS)[number];

/** What was typed into a form, or says what it is about. */
export interface RosterTyped {
  readonly about: string;
  readonly email: string;
  readonly ends: string;
  readonly role: string;
  readonly reason: string;
}

export interface RosterShown {
  readonly token: string;
  readonly project: string;
  readonly manages: boolean;
  readonly appoints: boolean;
  readonly handsOver: boolean;
  readonly leaves: boolean;
  readonly founds: boolean;
  readonly others: readonly { readonly project: string; readonly token: string }[];
  readonly people: readonly {
    readonly handle: string;
    readonly name: string;
    readonly role: "pi" | "manager" | "member";
    readonly since: string;
    /** The last day, as 2026-03-29 and as people read it. */
    readonly endsOn: string | null | undefined;
    readonly end: string | undefined;
    readonly removable: boolean;
    readonly promotable: boolean;
    readonly demotable: boolean;
  }[];
  readonly invitations: readonly {
    readonly id: string;
    readonly name: string;
    readonly role: "manager" | "member";
    readonly until: string;
  }[];
  /** Who wants to join, and what their requests wait for. */
  readonly joining: readonly {
    readonly id: number;
    readonly name: string;
    /** In English, as on the cards. */
    readonly state: string;
    /** The token of the page where the reader decides. */
    readonly decision: string | undefined;
  }[];
  readonly removals: readonly { readonly id: number; readonly name: string }[];
  /** Who is asked to lead the project. */
  readonly asked: { readonly id: number; readonly name: string; readonly withdrawable: boolean } | undefined;
  /** The form that could not be sent, with what was typed, so that it is not lost. */
  readonly failed?: {
    readonly action: RosterPageAction | undefined;
    readonly field: "email" | "ends" | undefined;
    readonly problem: Problem;
    readonly typed: RosterTyped;
  };
  /** What the form that was just sent did. */
  readonly done?: string | undefined;
}

/** The page of a project. Whatever removes someone has its own form, without a field to press Enter in. */
export function rosterPage(site: Site, pageText: PageText, shown: RosterShown): string {
  const { failed } = shown;
  const isOf = (action: RosterPageAction, about = "") =>
    failed?.action === action && failed.typed.about === about;
  const isShown =
    (shown.manages && isOf("invite")) ||
    (shown.appoints && isOf("hand-over")) ||
    shown.people.some(({ handle, removable }) => removable && isOf("end-date", handle));
  return render("./roster", {
    ...shown,
    handsOver: shown.handsOver || (shown.appoints && isOf("hand-over")),
    /** Why the whole page says that something failed, if no field does. */
    problem: failed && !(isShown && failed.field) ? failed.problem : undefined,
    problemOf: (field: "email" | "ends", action: RosterPageAction, about?: string) =>
      isOf(action, about) && failed?.field === field ? failed.problem : undefined,
    typedIn: (action: RosterPageAction, about?: string) => (isOf(action, about) ? failed?.typed : undefined),
    site,
    pageText,
    title: pageText.roster.title(shown.project),
  });
}
