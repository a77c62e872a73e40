import type { Change, NewEvent } from "../../db/change.ts";
import type { EventKind, StageName, Status } from "../../db/names.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { Effects } from "../stage.ts";

/** The person or program that the audit log names for an event. */
export interface EventActor {
  readonly id: string;
  readonly name: string;
}

/** The current state of the request, for changes to be spread over. */
export function keepState(request: Request): Omit<Change, "event"> {
  const { status, stage, waitsFor, attempt, runAt, problem } = request;
  return { status, stage, waitsFor, attempt, runAt, problem, facts: {}, notifications: [], views: [] };
}

export const resumeAt = (stage: StageName, now: Date) =>
  ({ status: "running", stage, waitsFor: null, attempt: 0, runAt: now, problem: null }) as const;

export const endWith = (
  status: Extract<Status, "closed" | "refused" | "spam" | "withdrawn" | "offboarded">,
) => ({ status, waitsFor: null, attempt: 0, runAt: null }) as const;

export const withDefaults = ({ facts = {}, approvals, notifications = [], views = [] }: Effects) => ({
  facts,
  ...(approvals ? { approvals } : {}),
  notifications,
  views,
});

export const eventBy = ({ id, name }: EventActor, kind: EventKind, note: string): NewEvent => ({
  kind,
  actor: id,
  actorName: name,
  note,
});

export const systemEvent = (kind: EventKind, note: string): NewEvent =>
  eventBy({ id: "acct", name: "acct" }, kind, note);
