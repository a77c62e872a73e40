/**
 * The names that are stored in the database. Each list is the only place that spells its names out; the unions turn a wrong
 * name into a compile error. Renaming or removing a name needs a migration. docs/glossary.md is generated from here.
 */

/** The kinds of requests; each is a file in `pipeline/kinds/` and one in `view/kinds/`. */
export const KINDS = [
  "account",
  "gitlab-account",
  "membership",
  "membership-change",
  "new-pi",
  "offboarding",
  "password",
  "project",
  "quota",
  "removal",
  "resumption",
  "suspension",
  "trust-review",
] as const;
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

/** The statuses of open requests. In every other status a request has ended. */
export const OPEN_STATUSES = [
  "running",
  "waiting",
  "quarantined",
  "stuck",
] as const satisfies readonly Status[];

/** The stages; each is a file in `pipeline/stages/`. */
export const STAGES = [
  "verify-identity",
  "verify-member",
  "verify-quota",
  "await-admin",
  "await-pi",
  "sign-agreements",
  "confirm-plan",
  "register",
  "create-accounts",
  "add-memberships",
  "found-project",
  "join-project",
  "read-quota",
  "set-quota",
  "restore-quota",
  "count-belongings",
  "confirm-leaving",
  "hand-over-belongings",
  "remove-access",
  "suspend-access",
  "restore-access",
  "activate-in-gitlab",
  "review-trust",
  "undo-period",
  "end-membership",
  "change-membership",
  "appoint-pi",
  "hand-over",
  "await-agreements",
  "close",
] as const;
export type StageName = (typeof STAGES)[number];

/** The stage in which the person gets a password link. */
export const HANDS_OVER = "hand-over" satisfies StageName;
/** The stage in which a temporary quota change is in force. */
export const QUOTA_IN_FORCE = "restore-quota" satisfies StageName;
/** The stage in which everything has been done. */
export const LAST_STAGE = "close" satisfies StageName;
/** After these stages, what was requested is done. */
export const COMPLETING_STAGES = [
  "add-memberships",
  "join-project",
  "set-quota",
  "remove-access",
  "suspend-access",
  "restore-access",
  "activate-in-gitlab",
  "end-membership",
  "change-membership",
  "appoint-pi",
] as const satisfies readonly StageName[];

/** Whom a request asks for approval: in the admin channel, or the PI. */
export const DECIDERS = ["admin", "pi"] as const;
export type Decider = (typeof DECIDERS)[number];

export const VERDICTS = ["approved", "denied", "spam"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What admins can decide about an account that a rule approved, and whose evidence is gone. */
export const TRUST_DECISIONS = ["keep", "suspend", "remove"] as const;
export type TrustDecision = (typeof TRUST_DECISIONS)[number];

/**
 * Where an approval was given: in the chat, by a link in an email, on a web page, on the command line, in a sheet or a ticket, or by a
 * rule.
 */
export const SURFACES = ["chat", "email", "web", "cli", "sheet", "ticket", "rule"] as const;
export type Surface = (typeof SURFACES)[number];

/**
 * A waiting request waits for one of these: a decision, the owner of the address who confirms it, the person for whom someone else
 * asked, the person who sets a password or signs agreements, another request for the same new project, an end date, the time when
 * it closes, the end of a dry run, an admin who chooses to whom belongings go, or the end of the time in which it can be undone.
 */
export const WAITS_FOR = [
  ...DECIDERS,
  "address",
  "confirmation",
  "password",
  "signature",
  "project",
  "end-date",
  "closing-time",
  "dry-run",
  "new-owner",
  "undo-period",
] as const;
export type WaitsFor = (typeof WAITS_FOR)[number];

/** The kinds of events in the audit log. For actions of people, the event is the past participle. */
export const EVENT_KINDS = [
  "requested",
  "amended",
  "quarantined",
  "released",
  "approved",
  "denied",
  "marked-as-spam",
  "approval-required",
  "rule-noted",
  "trust-kept",
  "trust-suspended",
  "trust-removed",
  "asked",
  "answered",
  "address-confirmed",
  "claimed",
  "unclaimed",
  "pi-changed",
  "corrected",
  "confirmed",
  "declined",
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
  "replied",
  "ticket-merged",
  "ticket-changed",
  "row-changed",
  "reminded",
  "escalated",
  "expired",
  "undelivered",
  "mail-delayed",
  "sent-again",
  "ticket-set",
  "password-set",
  "signed",
  "signature-asked",
  "suspended-unsigned",
  "restored-signed",
  "linked",
  "link-proposed",
  "link-declined",
  "link-frozen",
  "email-changed",
  "email-kept",
  "name-changed",
  "username-changed",
  "changed-in-system",
  "owner-chosen",
  "offboarded",
  // Only in the history of earlier releases: now the request says what failed.
  "offboarding-failed",
  "suspended",
  "reason-given",
  "resumed",
  "erased",
  "adopted",
  "merged",
  "split",
  "conflict-decided",
  "conflict-reopened",
  "pi-proposed",
  "pi-claimed",
  "pi-declined",
  "pi-rejected",
  "member-invited",
  "invitation-accepted",
  "invitation-declined",
  "invitation-taken-back",
  "member-removed",
  "role-changed",
  "end-date-set",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** The actions of people; each is a file in `handlers/actions/`. */
export const ACTIONS = [
  "abandon",
  "amend",
  "accept-invitation",
  "answer",
  "approve",
  "approve-ahead",
  "approve-for-pi",
  "approve-several",
  "ask",
  "ask-pi",
  "change-email",
  "change-pi",
  "change-role",
  "choose-owner",
  "claim",
  "claim-pi",
  "confirm-link",
  "confirm-pi",
  "confirm-request",
  "decide-different",
  "decide-named",
  "decide-same",
  "decide-skip",
  "decline-invitation",
  "decline-link",
  "decline-pi",
  "decline-request",
  "delegate",
  "deny",
  "details",
  "email-roster",
  "filter-requests",
  "give-reason",
  "hand-over-project",
  "help",
  "invite-member",
  "keep-email",
  "keep-trust",
  "leave-project",
  "link-account",
  "link-sign-in",
  "list-ahead",
  "list-requests",
  "offboard",
  "project",
  "read-message",
  "reassign",
  "reject-in-gitlab",
  "reject-pi",
  "release",
  "remove-member",
  "remove-trust",
  "reopen-conflict",
  "request-account",
  "request-membership",
  "request-project",
  "request-quota",
  "reset-password",
  "resume",
  "retry",
  "retry-all",
  "retry-stuck",
  "review-queue",
  "send-again",
  "send-answer",
  "set-end-date",
  "show-conflicts",
  "show-home",
  "show-status",
  "sign",
  "spam",
  "suspend",
  "suspend-trust",
  "take-back-invitation",
  "unclaim",
  "why",
  "withdraw",
  "withdraw-ahead",
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** The notifications about a request; their texts are in `view/notification-templates.ts`. */
export const REQUEST_TEMPLATES = [
  "received",
  "new-link",
  "question",
  "typed-answer",
  "answer",
  "waiting-for-project",
  "corrected",
  "confirm-request",
  "opener-told",
  "confirm-address",
  "waiting-for-pi",
  "sign-agreements",
  "approved",
  "refused",
  "abandoned",
  "withdrawn",
  "offboarded",
  "expired",
  "pi-approval",
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
  "group-declined",
  "ready",
  "quota-set",
  "quota-ends",
  "quota-restored",
  "membership-ended",
  "membership-changed",
  "fulfilled",
  "password-set",
  "password-partly-set",
  "link-expired",
  "closed",
] as const;
export type RequestTemplateName = (typeof REQUEST_TEMPLATES)[number];

/** The notifications that are not about a single request. */
export const BROADCAST_TEMPLATES = [
  "confirm-reset",
  "apply-link",
  "account-linked",
  "confirm-link",
  "link-proposed",
  "link-declined",
  "link-frozen",
  "link-code",
  "sign-in-linked",
  "undelivered",
  "email-changed",
  "address-differs",
  "name-changed",
  "username-changed",
  "pi-set",
  "ask-pi",
  "pi-declined",
  "pi-rejected",
  "pi-unanswered",
  "invitation",
  "invitation-answered",
  "roster-link",
  "second-installation",
  "admins-unreachable",
  "access-lost",
  "job-failed",
  "system-back",
  "thread-note",
  "channel-shared",
  "source-unknown",
  "sheet-notice",
  "form-flood",
  "row-incomplete",
  "renew-agreements",
  "agreements-overdue",
  "agreements-back",
  "agreements-unsigned",
  "requests-expiring",
  "admin-digest",
] as const;
export type BroadcastName = (typeof BROADCAST_TEMPLATES)[number];

/** An email for ticket queues and scripts, so its text is not one of our templates; see `outbox/helpdesk-ticket.ts`. */
export const HELPDESK_TICKET = "helpdesk-ticket";

/** Emails to the help desk about an approved request; see `outbox/request-ticket.ts`. */
export const TICKET_TEMPLATES = ["ticket-opened", "ticket-note"] as const;
export type TicketTemplate = (typeof TICKET_TEMPLATES)[number];

export type TemplateName = RequestTemplateName | BroadcastName | TicketTemplate | typeof HELPDESK_TICKET;

/** Where acct knows a person, project or membership from. */
export const REGISTRY_SOURCES = ["request", "adopted", "directory", "manual"] as const;
export type RegistrySource = (typeof REGISTRY_SOURCES)[number];

export const ROLES = ["pi", "manager", "member"] as const;
export type Role = (typeof ROLES)[number];

/** By what a person can be recognized. */
export const IDENTITY_KINDS = ["chat", "email", "campus", "login", "ticket"] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/**
 * How an identity is linked to a person: by an address that the chat has verified, proposed by an admin, confirmed, declined,
 * or paused because that address has changed in the chat.
 */
export const LINK_STATES = ["auto", "pending", "active", "declined", "frozen"] as const;
export type LinkState = (typeof LINK_STATES)[number];
/** The states in which an identity gives rights. */
export const VALID_LINK_STATES = ["auto", "active"] as const satisfies readonly LinkState[];

/** The states in which the person is known in the chat, even if the link gives no rights at the moment. */
export const KNOWN_LINK_STATES = ["auto", "active", "frozen"] as const satisfies readonly LinkState[];

/** How it is known that an identity is the person's. */
export const VERIFICATIONS = ["chat", "link", "directory", "file", "admin", "approval", "login"] as const;
export type Verification = (typeof VERIFICATIONS)[number];

/** What someone outside of the chat asks for by entering an address on a page: the form for an account, or links to their requests. */
export const FORM_LINK_PURPOSES = ["apply", "status"] as const;
export type FormLinkPurpose = (typeof FORM_LINK_PURPOSES)[number];

export const AUDIENCES = ["admin", "pi"] as const;
export type Audience = (typeof AUDIENCES)[number];

/** What shows requests outside of the chat: a row of a sheet, and a ticket. */
export const MIRRORS = ["sheet", "ticket"] as const;
export type MirrorKind = (typeof MIRRORS)[number];

/**
 * The ways in which a notification is delivered: by email, by direct message, by either of them (chat first), or to a channel, whose ID
 * then takes the place of the person's.
 */
export const DELIVERIES = ["email", "chat", "either", "channel"] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** Where people sign: on the page from a link, or in the chat. */
export const SIGNING_SURFACES = ["web", "chat"] as const satisfies readonly Surface[];
export type SigningSurface = (typeof SIGNING_SURFACES)[number];

/** What a message in the chat that acct keeps current is about: a burst of new requests, the conflicts of `acct adopt`, or a PI's claim. */
export const DIGEST_SUBJECTS = ["requests", "conflicts", "pi-claim"] as const;
export type DigestSubject = (typeof DIGEST_SUBJECTS)[number];

/** What a conflict of `acct adopt` is about. */
export const CONFLICT_SUBJECTS = ["account", "project"] as const;
export type ConflictSubject = (typeof CONFLICT_SUBJECTS)[number];

/**
 * Someone whom an admin has named as a PI: they are asked, they said yes or no, an admin confirmed them or didn't, they didn't
 * answer in time, or the project got a PI in another way.
 */
export const PI_CLAIM_STATES = [
  "asked",
  "claimed",
  "declined",
  "confirmed",
  "rejected",
  "expired",
  "overtaken",
] as const;
export type PiClaimState = (typeof PI_CLAIM_STATES)[number];
/** The states in which someone still has to answer. */
export const OPEN_PI_CLAIM_STATES = ["asked", "claimed"] as const satisfies readonly PiClaimState[];

/**
 * Someone who was invited to a project: they haven't answered, they accepted or declined, who invited them took it back, or they didn't
 * answer in time.
 */
export const INVITATION_STATES = ["open", "accepted", "declined", "taken-back", "expired"] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** The roles for which people are invited. A PI accepts in another way. */
export const INVITED_ROLES = ["manager", "member"] as const satisfies readonly Role[];
export type InvitedRole = (typeof INVITED_ROLES)[number];

/** The sheets that acct reads: requests for accounts, and requests for quotas. */
export const SHEET_SOURCES = ["access", "quotas"] as const;
export type SheetSource = (typeof SHEET_SOURCES)[number];

/**
 * What acct did with a row: it was handled before acct read the sheet, staff marked it with something else than "Approved", it can't be
 * read until someone fixes it, admins decide about it outside of acct, or it belongs to a request.
 */
export const INTAKE_ROW_STATES = ["history", "ignored", "problem", "left-to-admins", "requested"] as const;
export type IntakeRowState = (typeof INTAKE_ROW_STATES)[number];

/** Where a row is moved: to the tab of finished rows (Current Users, Processed Requests), or to the Spam tab. */
export const ROW_DESTINATIONS = ["finished", "spam"] as const;
export type RowDestination = (typeof ROW_DESTINATIONS)[number];
