import type { Event, Request } from "../db/schema.ts";
import type { Line } from "./notice.ts";
import { HELD_UP, isHeldBack, stateForOthers } from "./state-of.ts";
import { type Step, stepsOf } from "./steps-of.ts";

/** Where a request stands, as whoever asked is told it: nobody is told that they were taken for spam. */
export function stateForRequester(request: Request): string {
  if (request.status === "spam") return "closed";
  if (request.status === "waiting" && request.question) {
    return `waits for you to answer ${request.question.byName}`;
  }
  return isHeldBack(request) ? "waits for an admin" : stateForOthers(request);
}

/** The same and, while it waits for somebody, since when. */
export function sinceWhen(request: Request): Line {
  const state = stateForRequester(request);
  return request.status === "waiting" ? [`${state}, since `, request.clockSince] : state;
}

/** What happened, as far as it is theirs to know: what admins do among themselves is not. */
export function stepsForRequester(history: readonly Event[]): Step[] {
  const theirs = history.filter(
    ({ kind, stage }) => THEIRS.has(kind) && !(kind === "stage-done" && BEHIND_THE_SCENES.has(stage)),
  );
  return stepsOf(theirs.map((event) => (event.kind === "stuck" ? { ...event, note: HELD_UP } : event)));
}

/** What these stages have done says something to admins only: "has no account yet; the username is free". */
const BEHIND_THE_SCENES: ReadonlySet<string> = new Set([
  "verify-identity",
  "verify-member",
  "verify-quota",
  "read-quota",
  "confirm-plan",
  "register",
  "update-ticket",
]);

const THEIRS: ReadonlySet<string> = new Set([
  "requested",
  "approved",
  "denied",
  "refused",
  "asked",
  "answered",
  "waiting",
  "stage-done",
  "stuck",
  "given-up",
  "satisfied",
  "withdrawn",
  "offboarded",
  "resumed",
  "expired",
  "password-set",
]);
