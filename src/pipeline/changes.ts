import type { Change, NewEvent } from "../db/change.ts";
import type { Request, Status } from "../db/schema.ts";
import type { Effects } from "./stage.ts";

/** Who stands in the audit trail. */
export interface Doer {
  readonly id: string;
  readonly name: string;
}

/** The request as it is; what changes is laid over it. */
export function unchangedBut(request: Request): Omit<Change, "event"> {
  const { status, stage, attempt, runAt, problem } = request;
  return { status, stage, attempt, runAt, problem, facts: {}, messages: [], cards: [] };
}

export const goOn = (stage: string, now: Date) =>
  ({ status: "running", stage, attempt: 0, runAt: now, problem: null }) as const;

export const over = (status: Extract<Status, "closed" | "refused" | "spam" | "withdrawn" | "offboarded">) =>
  ({ status, attempt: 0, runAt: null }) as const;

export const effects = ({ facts = {}, messages = [], cards = [] }: Effects) => ({ facts, messages, cards });

export const by = ({ id, name }: Doer, kind: string, note: string): NewEvent => ({
  kind,
  actor: id,
  actorName: name,
  note,
});

export const byEngine = (kind: string, note: string): NewEvent =>
  by({ id: "acct", name: "acct" }, kind, note);
