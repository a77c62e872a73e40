/**
 * The names that are stored. Each list is the only place that spells its names out as data; the unions make a wrong one a
 * compile error. Renaming or removing one is a migration.
 */

export const KINDS = ["account", "membership", "password", "quota"] as const;
export type Kind = (typeof KINDS)[number];

export const STATUSES = [
  "running",
  "waiting",
  "quarantined",
  "stuck",
  "closed",
  "refused",
  "spam",
  "withdrawn",
  "offboarded",
] as const;
export type Status = (typeof STATUSES)[number];

/** In any other status a request has ended. */
export const OPEN_STATUSES = [
  "running",
  "waiting",
  "quarantined",
  "stuck",
] as const satisfies readonly Status[];

/** Each is a file in `pipeline/stages/`. */
export const STAGES = [
  "verify-identity",
  "verify-member",
  "verify-quota",
  "await-admin",
  "await-pi",
  "confirm-plan",
  "register",
  "create-accounts",
  "add-memberships",
  "join-project",
  "read-quota",
  "set-quota",
  "restore-quota",
  "hand-over",
  "close",
] as const;
export type StageName = (typeof STAGES)[number];

/** The person gets a password link here. */
export const HANDS_OVER = "hand-over" satisfies StageName;
/** A temporary change of quotas is in force here. */
export const QUOTA_IN_FORCE = "restore-quota" satisfies StageName;
/** Everything has been done here. */
export const LAST_STAGE = "close" satisfies StageName;
/** With these stages what was requested exists. */
export const COMPLETING_STAGES = [
  "add-memberships",
  "join-project",
  "set-quota",
] as const satisfies readonly StageName[];

/** Whose consent a request needs before anything is created. */
export const APPROVALS = ["admin", "pi"] as const;
export type Approval = (typeof APPROVALS)[number];

export const VERDICTS = ["approved", "denied", "spam"] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * Whom or what a waiting request waits for: a decision, the person who sets a password, another request for the same new
 * project, the day on which something ends, or the time after which it closes.
 */
export const WAITS_FOR = [
  ...APPROVALS,
  "password",
  "project",
  "end-date",
  "closing-time",
  "dry-run",
] as const;
export type WaitsFor = (typeof WAITS_FOR)[number];

/** What the audit trail records. What people do is the past participle of the action. */
export const EVENT_KINDS = [
  "requested",
  "quarantined",
  "released",
  "approved",
  "denied",
  "marked-as-spam",
  "asked",
  "answered",
  "claimed",
  "pi-changed",
  "reassigned",
  "delegated",
  "retried",
  "abandoned",
  "withdrawn",
  "rerouted",
  "waiting",
  "stage-done",
  "stage-failed",
  "stuck",
  "sent-back",
  "fulfilled",
  "refused",
  "reminded",
  "escalated",
  "expired",
  "undelivered",
  "password-set",
  "linked",
  "offboarded",
  "offboarding-failed",
  "resumed",
  "erased",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What a person can do; each is a file in `handlers/actions/`. */
export const ACTIONS = [
  "abandon",
  "answer",
  "approve",
  "approve-for-pi",
  "approve-several",
  "ask",
  "change-pi",
  "claim",
  "delegate",
  "deny",
  "details",
  "filter-requests",
  "help",
  "link-account",
  "list-requests",
  "reassign",
  "release",
  "request-account",
  "request-membership",
  "request-quota",
  "reset-password",
  "retry",
  "retry-all",
  "review-queue",
  "show-home",
  "show-status",
  "spam",
  "withdraw",
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** The messages about a request; each has its text in `view/notification-templates.ts`. */
export const REQUEST_TEMPLATES = [
  "received",
  "new-link",
  "question",
  "answer",
  "waiting-for-project",
  "waiting-for-pi",
  "approved",
  "refused",
  "abandoned",
  "withdrawn",
  "offboarded",
  "expired",
  "pi-question",
  "pi-reminder",
  "pi-email-reminder",
  "needs-attention",
  "delayed",
  "welcome",
  "new-password",
  "resumed",
  "reset-requested",
  "created",
  "joined",
  "ready",
  "quota-set",
  "quota-ends",
  "quota-restored",
  "fulfilled",
  "password-set",
  "password-partly-set",
  "link-expired",
  "closed",
] as const;
export type RequestTemplateName = (typeof REQUEST_TEMPLATES)[number];

/** The messages about no single request. */
export const BROADCAST_TEMPLATES = [
  "confirm-reset",
  "account-linked",
  "second-installation",
  "admins-unreachable",
  "requests-expiring",
  "admin-digest",
] as const;
export type BroadcastName = (typeof BROADCAST_TEMPLATES)[number];

/** An email that queues and scripts read, so its text is no template of ours; see `outbox/helpdesk-ticket.ts`. */
export const HELPDESK_TICKET = "helpdesk-ticket";

export type TemplateName = RequestTemplateName | BroadcastName | typeof HELPDESK_TICKET;

export const AUDIENCES = ["admin", "pi"] as const;
export type Audience = (typeof AUDIENCES)[number];

/**
 * How a message goes: by email, by direct message if the person is in the chat, by whichever reaches them, chat first,
 * or to a channel, whose id is then in the place of the person's.
 */
export const DELIVERIES = ["email", "chat", "either", "channel"] as const;
export type Delivery = (typeof DELIVERIES)[number];
