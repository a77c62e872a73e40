import type {
  Audience,
  Delivery,
  EventKind,
  MirrorKind,
  StageName,
  Status,
  TemplateName,
  WaitsFor,
} from "./names.ts";
import type { NewApproval } from "./tables/approvals.ts";
import type {
  Assignment,
  Delegate,
  Details,
  PlanLine,
  Question,
  QuotaChange,
  RequiredApproval,
} from "./tables/requests.ts";

/** One change of a request: the new state of the row, the event, the notifications and the views. */
export interface Change {
  readonly status: Status;
  readonly stage: StageName;
  /** Null if the request doesn't wait. */
  readonly waitsFor: WaitsFor | null;
  readonly attempt: number;
  /** The engine continues then. Null if it continues when a person acts. */
  readonly runAt: Date | null;
  readonly problem: string | null;
  readonly facts: Facts;
  readonly approvals?: ApprovalsChange;
  readonly event: NewEvent;
  readonly notifications: readonly NewNotification[];
  readonly views: readonly NewView[];
}

/** New values of the row: what a stage found out or a person said about the request. A missing value stays as it is. */
export interface Facts {
  readonly givenName?: string;
  readonly familyName?: string;
  readonly project?: string | null;
  readonly pinHash?: string;
  /** These details replace all others. Never given together with `details`. */
  readonly allDetails?: Details;
  readonly username?: string | null;
  readonly plan?: readonly PlanLine[];
  readonly piName?: string | null;
  readonly piEmail?: string | null;
  readonly piUser?: string | null;
  readonly escalatedAt?: Date | null;
  readonly clockSince?: Date;
  readonly warnings?: readonly string[];
  readonly assignee?: Assignment | null;
  readonly question?: Question | null;
  readonly delegates?: readonly Delegate[];
  readonly quota?: QuotaChange;
  readonly needsAdmin?: boolean;
  readonly required?: readonly RequiredApproval[];
  /** These details replace those of the same name; the others stay. */
  readonly details?: Details;
}

/** Changes of the rows of `approvals`. */
export interface ApprovalsChange {
  readonly given?: NewApproval;
  /** The `seq` of the approvals that no longer count, because they vouched for something else. */
  readonly superseded?: readonly number[];
}

export interface NewEvent {
  readonly kind: EventKind;
  readonly actor: string;
  readonly actorName: string;
  readonly note: string;
  readonly detail?: Record<string, unknown>;
}

export interface NewNotification {
  /** Begins with the template's name. A notification is sent once per key, no matter how often it is requested. */
  readonly key: string;
  readonly template: TemplateName;
  readonly via: Delivery;
  readonly toName: string;
  readonly toEmail: string | null;
  readonly toUser: Places | null;
  readonly data?: Record<string, string>;
  /** The key of the notification to which this one is a reply in the same channel. */
  readonly thread?: string;
}

export interface NewView {
  readonly audience: Audience | MirrorKind;
  readonly place: Places;
}

/** One place, or several that all get the same: the admin channel of each chat. */
export type Places = string | readonly string[];
