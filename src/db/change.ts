import type { Audience, Claim, Decisions, Delegate, Question, QuotaWish, Status, Via } from "./schema.ts";

/** What happens to a request in one go: the row, its event, what people are told, where it is shown. */
export interface Change {
  readonly status: Status;
  readonly stage: string;
  readonly attempt: number;
  /** When the engine looks again; null: when a person acts. */
  readonly runAt: Date | null;
  readonly problem: string | null;
  readonly facts: Facts;
  readonly event: NewEvent;
  readonly messages: readonly NewMessage[];
  readonly cards: readonly NewCard[];
}

/** What a stage found out, or a person said, about the request; kept on its row. */
export interface Facts {
  readonly username?: string | null;
  readonly plan?: readonly string[];
  readonly piName?: string | null;
  readonly piEmail?: string | null;
  readonly piUser?: string | null;
  readonly escalatedAt?: Date | null;
  readonly clockSince?: Date;
  readonly warnings?: readonly string[];
  readonly claim?: Claim | null;
  readonly question?: Question | null;
  readonly delegates?: readonly Delegate[];
  readonly quota?: QuotaWish;
  readonly needsAdmin?: boolean;
  readonly decisions?: Decisions;
  readonly waitsForDryRun?: boolean;
}

export interface NewEvent {
  readonly kind: string;
  readonly actor: string;
  readonly actorName: string;
  readonly note: string;
  readonly detail?: Record<string, unknown>;
}

export interface NewMessage {
  /** Said once for each key, whatever happens. */
  readonly key: string;
  readonly letter: string;
  readonly via: Via;
  readonly toName: string;
  readonly toEmail: string | null;
  readonly toUser: string | null;
  readonly data?: Record<string, string>;
}

export interface NewCard {
  readonly audience: Audience;
  readonly place: string;
}
