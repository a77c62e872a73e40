import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import {
  type Approval,
  type Audience,
  type Delivery,
  EVENT_KINDS,
  type EventKind,
  KINDS,
  type Kind,
  OPEN_STATUSES,
  QUOTA_IN_FORCE,
  STAGES,
  STATUSES,
  type StageName,
  type Status,
  type TemplateName,
  type Verdict,
  WAITS_FOR,
  type WaitsFor,
} from "./names.ts";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const moment = () => timestamp({ withTimezone: true });

const isOpen = sql.raw(`status in ('${OPEN_STATUSES.join("', '")}')`);
const isOneOf = (column: string, names: readonly string[]) =>
  sql.raw(`${column} in ('${names.join("', '")}')`);

/** One person's decision, kept on the request so that every card can name them. */
export interface Decision {
  readonly verdict: Verdict;
  readonly by: string;
  readonly byName: string;
  /** The confirmed address of the person who decided, so that a person with two logins counts once. */
  readonly email?: string;
  /** The PI's address, in lower case, when an admin approved the request. */
  readonly pi?: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
}

/** Null: the decision was made, and then the request came back for a new one. */
export type Decisions = { readonly [A in Approval]?: Decision | null };

/** The admin who takes care of the request; the other admins see that. */
export interface Assignment {
  readonly by: string;
  readonly byName: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A question to the requester that has not been answered yet. */
export interface Question extends Assignment {
  readonly text: string;
}

/** A person whom the PI lets decide as well. */
export interface Delegate {
  readonly user: string;
  readonly name: string;
}

/** A requested quota change and the previous values. */
export interface QuotaChange {
  readonly requested: Readonly<Record<string, number>>;
  /** The values before the change, which are restored at its end. */
  readonly before?: Readonly<Record<string, number>>;
  /** The last day, as a date; undefined: the change is permanent. */
  readonly until?: string;
}

/** What approval would create or change in one system. */
export interface PlanLine {
  /** As people call it: "LDAP". */
  readonly system: string;
  /** Without anything that differs from one look to the next. */
  readonly text: string;
  /** It does not exist yet, so it needs an approval that has seen it. */
  readonly isNew: boolean;
}

/** The requester's answers that only people read or only one stage needs. */
export interface Details {
  readonly organization?: string | undefined;
  readonly role?: string | undefined;
  readonly phone?: string | undefined;
  readonly sponsor?: string | undefined;
  readonly reason?: string | undefined;
  readonly wantedUsername?: string | undefined;
  readonly sshPublicKey?: string | undefined;
  readonly projectDescription?: string | undefined;
  readonly newProject?: boolean | undefined;
  readonly additionalUsers?: readonly string[] | undefined;
  /** Remarks about the form or row for admins to double-check, one sentence each. */
  readonly remarks?: readonly string[] | undefined;
  /** For a password request: the link goes to the person in the chat, and the page asks for no PIN. */
  readonly linkByChat?: boolean | undefined;
  /** For a password request: the account was offboarded and has been resumed. */
  readonly resumed?: boolean | undefined;
  /** For a password request: the page asks for no PIN, because the owner has none. */
  readonly noPin?: boolean | undefined;
  /** For a password request: the admin who requested it for the person. */
  readonly askedBy?: string | undefined;
}

/** The columns that let one process at a time work on a row. A claim sets `runAt` to the end of the lease. */
const lease = () => ({
  /** When there is work; null: none, or the row waits for a person. */
  runAt: moment(),
  /** How often the work has failed since the last progress. */
  attempt: integer().notNull().default(0),
  /** How often a process has died during the work since the last progress. */
  deaths: integer().notNull().default(0),
  /** The fencing token. A process with a different token has lost the row and changes nothing. */
  leaseToken: bigint({ mode: "number" }),
  /** The number of the process; see `process.ts`. */
  leaseBy: integer(),
});

export const leaseTokens = pgSequence("lease_tokens");

export const requests = pgTable(
  "requests",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** Distinguishes this request from others with the same number, after a restore or in another database. */
    mark: uuid().notNull().defaultRandom(),
    kind: text().$type<Kind>().notNull(),
    status: text().$type<Status>().notNull(),
    stage: text().$type<StageName>().notNull(),
    stageSince: moment().notNull(),
    /** Since when it has been waiting at its stage, not counting the time when a question to the requester was open. */
    clockSince: moment().notNull(),
    ...lease(),
    /** Grows with every change; a view with a lower version is outdated. */
    version: integer().notNull().default(0),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    /** A unique origin, so that the same form or row sent twice becomes one request. */
    origin: text().notNull().unique("requests_origin"),
    givenName: text().notNull(),
    familyName: text().notNull(),
    email: text().notNull(),
    requesterUser: text(),
    username: text(),
    project: text(),
    piName: text(),
    piEmail: text(),
    piUser: text(),
    details: jsonb().$type<Details>().notNull().default({}),
    decisions: jsonb().$type<Decisions>().notNull().default({}),
    /** What approving will create, one sentence per change, as shown on the admin card. */
    plan: jsonb().$type<readonly PlanLine[]>().notNull().default([]),
    /** Warnings that an admin should check, one sentence each. */
    warnings: jsonb().$type<readonly string[]>().notNull().default([]),
    claim: jsonb().$type<Assignment>(),
    question: jsonb().$type<Question>(),
    quota: jsonb().$type<QuotaChange>(),
    delegates: jsonb().$type<readonly Delegate[]>().notNull().default([]),
    pinHash: text(),
    /** An admin decides first, no matter what the configured order of approvals is; see `checks/approvals.ts`. */
    needsAdmin: boolean().notNull().default(false),
    /** Since when an admin may decide on the PI's behalf, because the PI has not responded to any reminder. */
    escalatedAt: moment(),
    /** What it waits for; null if it doesn't wait. */
    waitsFor: text().$type<WaitsFor>(),
    /** Why it is stuck or was refused, as a sentence for people. */
    problem: text(),
  },
  (t) => [
    check("kind", isOneOf("kind", KINDS)),
    check("status", isOneOf("status", STATUSES)),
    check("stage", isOneOf("stage", STAGES)),
    check("waits_for", isOneOf("waits_for", WAITS_FOR)),
    check("waits_for_something", sql.raw("(waits_for is not null) = (status = 'waiting')")),
    index("requests_due").on(t.runAt).where(sql`run_at is not null`),
    index("requests_leased").on(t.leaseBy).where(sql`lease_by is not null`),
    uniqueIndex("requests_open_email")
      .on(t.kind, sql`lower(email)`)
      .where(sql`kind not in ('membership', 'quota') and ${isOpen}`),
    // Only one quota change per project at a time, because each stores the previous values. A temporary one in force is already done.
    uniqueIndex("requests_open_quota")
      .on(t.project)
      .where(sql`kind = 'quota' and ${sql.raw(`stage <> '${QUOTA_IN_FORCE}'`)} and ${isOpen}`),
    uniqueIndex("requests_open_membership")
      .on(sql`lower(email)`, t.project)
      .where(sql`kind = 'membership' and ${isOpen}`),
    uniqueIndex("requests_open_username").on(t.username).where(sql`kind = 'account' and ${isOpen}`),
    index("requests_open_pi").on(t.piUser).where(isOpen),
    index("requests_requester").on(t.requesterUser),
    index("requests_email").on(sql`lower(email)`),
    index("requests_secrets").on(t.id).where(sql`pin_hash is not null`),
  ],
);
export type Request = typeof requests.$inferSelect;

export function hasEnded({ status }: Pick<Request, "status">): boolean {
  return !OPEN_STATUSES.some((open) => open === status);
}

/** The audit log. A trigger rejects changes and deletions, and `auditSeals` reveals if they happened anyway. */
export const events = pgTable(
  "events",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    /** The version of the request after this event. */
    seq: integer().notNull(),
    at: moment().notNull(),
    kind: text().$type<EventKind>().notNull(),
    stage: text().$type<StageName>().notNull(),
    actor: text().notNull(),
    actorName: text().notNull(),
    note: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [
    unique("events_seq").on(t.requestId, t.seq),
    index("events_at").on(t.at),
    check("event_kind", isOneOf("kind", EVENT_KINDS)),
  ],
);
export type Event = typeof events.$inferSelect;

/**
 * The keyed chain over all events, in the order in which they were sealed. Each hash covers the event and the previous hash,
 * with a key that only acct has (`pipeline/audit/audit-key.ts`).
 */
export const auditSeals = pgTable("audit_seals", {
  position: bigint({ mode: "number" }).primaryKey(),
  /** Not a foreign key, because a seal must outlive an event that someone deletes. */
  eventId: bigint({ mode: "number" }).notNull().unique("audit_seals_event"),
  requestId: integer().notNull(),
  hash: bytea().notNull(),
});
export type AuditSeal = typeof auditSeals.$inferSelect;

/** The end of the chain, in one row with its own keyed signature, so that a cut-off end is noticed. */
export const auditHead = pgTable(
  "audit_head",
  {
    position: bigint({ mode: "number" }).notNull(),
    hash: bytea().notNull(),
    signature: bytea().notNull(),
    sealedAt: moment().notNull(),
    onlyRow: boolean().notNull().default(true).unique("audit_head_only_row"),
  },
  (t) => [check("only_head", sql`${t.onlyRow}`)],
);
export type AuditHead = typeof auditHead.$inferSelect;

/** A burst of new requests, shown in one place as one list. */
export const digests = pgTable(
  "digests",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    audience: text().$type<Audience>().notNull(),
    place: text().notNull(),
    message: text(),
    /** True if one of its requests has changed since the digest was last read. */
    changed: boolean().notNull().default(false),
    createdAt: moment().notNull(),
    problem: text(),
    ...lease(),
  },
  (t) => [
    index("digests_due").on(t.runAt).where(sql`run_at is not null`),
    index("digests_leased").on(t.leaseBy).where(sql`lease_by is not null`),
  ],
);
export type Digest = typeof digests.$inferSelect;

/** A request as shown in one place. A worker edits it until it shows the current version of the request. */
export const views = pgTable(
  "views",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    audience: text().$type<Audience>().notNull(),
    /** A channel, or the person who gets it as a direct message. */
    place: text().notNull(),
    /** The chat's reference to the message; null until it is posted. */
    message: text(),
    /** When it was first shown, alone or in a digest. */
    postedAt: moment(),
    /** The digest that shows the request instead of a card, if it was part of a burst. */
    digestId: bigint({ mode: "number" }).references(() => digests.id),
    /** True if it is shown as one line, because it was decided long ago. */
    collapsed: boolean().notNull().default(false),
    shownVersion: integer().notNull().default(0),
    /** True if the shown card says that this is a dry run. */
    shownDryRun: boolean().notNull().default(false),
    /** The new place of the card after the admin channel was changed. */
    movedTo: text(),
    wantedVersion: integer().notNull(),
    problem: text(),
    ...lease(),
  },
  (t) => [
    index("views_posted").on(t.place, t.postedAt),
    index("views_unposted").on(t.place).where(sql`message is null`),
    index("views_expanded").on(t.requestId).where(sql`not collapsed and message is not null`),
    index("views_digest").on(t.digestId).where(sql`digest_id is not null`),
    unique("views_place").on(t.requestId, t.audience, t.place),
    index("views_due").on(t.runAt).where(sql`run_at is not null`),
    index("views_leased").on(t.leaseBy).where(sql`lease_by is not null`),
  ],
);
export type View = typeof views.$inferSelect;

/** The outbox. Each notification is sent once per key. */
export const notifications = pgTable(
  "notifications",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    key: text().notNull().unique("notifications_key"),
    /** Makes the Message-ID unique across all databases. */
    mark: uuid().notNull().defaultRandom(),
    /** Null if it is not about a single request. */
    requestId: integer().references(() => requests.id),
    template: text().$type<TemplateName>().notNull(),
    via: text().$type<Delivery>().notNull(),
    toName: text().notNull(),
    toEmail: text(),
    toUser: text(),
    data: jsonb().$type<Record<string, string>>().notNull().default({}),
    createdAt: moment().notNull(),
    sentAt: moment(),
    problem: text(),
    ...lease(),
  },
  (t) => [
    index("notifications_due").on(t.runAt).where(sql`run_at is not null`),
    index("notifications_leased").on(t.leaseBy).where(sql`lease_by is not null`),
    index("notifications_request").on(t.requestId),
  ],
);
export type Notification = typeof notifications.$inferSelect;

/** Clicks and commands, recorded before they are acknowledged, so that none is lost if a process dies. */
export const interactions = pgTable(
  "interactions",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    /** The chat's ID of the delivery, so that a repeated delivery is handled once. */
    key: text().notNull().unique("interactions_key"),
    /** The person's ID in the chat. Their identity and rights are looked up again when the interaction is handled. */
    actor: text().notNull(),
    /** The action of the button, or the name of the command. */
    action: text().notNull(),
    isCommand: boolean().notNull(),
    /** The text after a command, erased when it is finished. Form contents are never stored here. */
    text: text().notNull(),
    /** The request that the button belongs to. Not a foreign key, because the button may come from another database. */
    requestId: integer(),
    mark: text(),
    /** The card that was pressed: the chat's reference to the message, and where it is. */
    card: jsonb().$type<{
      readonly message: string;
      readonly place: { readonly kind: "channel" | "person"; readonly id: string };
    }>(),
    receivedAt: moment().notNull(),
    finishedAt: moment(),
    ...lease(),
  },
  (t) => [
    index("interactions_due").on(t.runAt).where(sql`run_at is not null`),
    index("interactions_leased").on(t.leaseBy).where(sql`lease_by is not null`),
  ],
);
export type Interaction = typeof interactions.$inferSelect;

/** The identity of this database, in one row. */
export const installation = pgTable(
  "installation",
  {
    /** A restored copy has the same ID; a new database has a different one. */
    id: uuid().primaryKey().defaultRandom(),
    /** Links in emails that are older than this have no mark. */
    createdAt: moment().notNull().defaultNow(),
    /** Since when another acct with a different database has been receiving some of the clicks. */
    rivalSince: moment(),
    /** The key of the audit chain, encrypted with the secret key. Null until the first start. */
    sealedAuditKey: bytea(),
    /** Seals up to this position were made with a key that has been dropped, so they can be counted but not verified. */
    auditKeyAfter: bigint({ mode: "number" }).notNull().default(0),
    onlyRow: boolean().notNull().default(true).unique("installation_only_row"),
  },
  (t) => [check("only_row", sql`${t.onlyRow}`)],
);
export type Installation = typeof installation.$inferSelect;

/** The projects in the registry. `adopted` ones existed in the directory before acct. */
export const projects = pgTable(
  "projects",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    name: text().notNull().unique("projects_name"),
    description: text().notNull().default(""),
    gidNumber: integer().notNull().unique("projects_gid_number"),
    adopted: boolean().notNull().default(false),
    piName: text(),
    piEmail: text(),
    piUser: text(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    createdAt: moment().notNull(),
  },
  (t) => [check("name_lower", sql`${t.name} = lower(${t.name})`)],
);
export type Project = typeof projects.$inferSelect;

/** Whether the person could log in before they were offboarded. acct must not remove a lock that was there before. */
export type FoundBefore = "open" | "locked";

/** The accounts in the registry. */
export const accounts = pgTable(
  "accounts",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    username: text().notNull().unique("accounts_username"),
    uidNumber: integer().notNull().unique("accounts_uid_number"),
    givenName: text().notNull(),
    familyName: text().notNull(),
    email: text().notNull(),
    chatUser: text(),
    /** In the format of ssh-keygen(1). */
    sshPublicKey: text(),
    /** The argon2id hash of the PIN chosen with the request, which the password page asks for. */
    pinHash: text(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    requestId: integer()
      .notNull()
      .unique("accounts_request")
      .references(() => requests.id),
    createdAt: moment().notNull(),
    /** When the person was offboarded. The row is kept, so that no one else ever gets the name and the number. */
    removedAt: moment(),
    /** The state in each system, by name, before the person was offboarded there; null: not checked. */
    foundBefore: jsonb().$type<Readonly<Record<string, FoundBefore>>>(),
    /** When the person was deleted everywhere. */
    erasedAt: moment(),
  },
  (t) => [
    check("username_lower", sql`${t.username} = lower(${t.username})`),
    uniqueIndex("accounts_email").on(sql`lower(email)`),
    index("accounts_family_name").on(sql`lower(family_name)`),
    index("accounts_secrets").on(t.id).where(sql`pin_hash is not null`),
    index("accounts_chat_user").on(t.chatUser).where(sql`chat_user is not null`),
  ],
);
export type Account = typeof accounts.$inferSelect;

export const memberships = pgTable(
  "memberships",
  {
    accountId: integer()
      .notNull()
      .references(() => accounts.id),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    createdAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.projectId] })],
);

/** Addresses whose requests are put on hold because one was marked as spam. */
export const quarantinedAddresses = pgTable("quarantined_addresses", {
  /** In lower case. */
  email: text().primaryKey(),
  requestId: integer()
    .notNull()
    .references(() => requests.id),
  quarantinedAt: moment().notNull(),
});

/** The people whom a PI lets decide as well. */
export const delegations = pgTable(
  "delegations",
  {
    piUser: text().notNull(),
    delegateUser: text().notNull(),
    delegateName: text().notNull(),
    /** Null: no end date. */
    until: moment(),
    createdAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.piUser, t.delegateUser] })],
);
export type Delegation = typeof delegations.$inferSelect;

/** The next number of each range. Each number is given out once; gaps are possible. */
export const counters = pgTable("counters", {
  name: text().primaryKey(),
  next: integer().notNull(),
});

/**
 * A one-time link to the password page, either for an account in the registry, or for a Keystone user if a program created
 * it (`PUT /token/<user_id>`). Only hashes of tokens are stored.
 */
export const passwordLinks = pgTable(
  "password_links",
  {
    id: uuid().primaryKey(),
    requestId: integer()
      .unique("password_links_request")
      .references(() => requests.id),
    accountId: integer().references(() => accounts.id),
    keystoneUserId: text().unique("password_links_keystone_user"),
    tokenHash: bytea().notNull().unique("password_links_token"),
    pinHash: text(),
    /** Encrypted (`seal.ts`): the one-time password in Keystone or, while `pending` is not empty, the new password. */
    sealedPassword: bytea(),
    /** The systems that did not respond when the password was set; the pipeline sets it there later. */
    pending: text().array().notNull().default([]),
    attempts: integer().notNull().default(0),
    /**
     * Since when Keystone's response to a password change is missing. If it is lost, the new password may already be set.
     */
    unansweredSince: moment(),
    /**
     * Since when Keystone has rejected the one-time password or left a second attempt unanswered. The link is useless until
     * it is renewed.
     */
    staleSince: moment(),
    /** The end of the attempt lock: while one attempt is checked, the next one waits. It expires if the process dies. */
    claimedUntil: moment(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    usedAt: moment(),
  },
  (t) => [
    check("attempts_counted", sql`${t.attempts} >= 0`),
    check("whose", sql`(${t.accountId} is null) = (${t.keystoneUserId} is not null)`),
    index("password_links_expiry").on(t.expiresAt),
    index("password_links_secrets")
      .on(t.expiresAt)
      .where(sql`pin_hash is not null or sealed_password is not null`),
    index("password_links_account").on(t.accountId).where(sql`account_id is not null`),
  ],
);
export type PasswordLink = typeof passwordLinks.$inferSelect;

/** A password reset requested with a known email address, which its owner has not confirmed yet. */
export const passwordResets = pgTable(
  "password_resets",
  {
    id: uuid().primaryKey(),
    accountId: integer()
      .notNull()
      .references(() => accounts.id),
    tokenHash: bytea().notNull().unique("password_resets_token"),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    usedAt: moment(),
  },
  (t) => [index("password_resets_account").on(t.accountId, t.createdAt)],
);
export type PasswordReset = typeof passwordResets.$inferSelect;

/**
 * The secret keys that this database has been used with, in order, but never the keys themselves. The last one that has not
 * been dropped is the current key.
 */
export const secretKeys = pgTable("secret_keys", {
  number: integer().primaryKey().generatedAlwaysAsIdentity(),
  /** Everything sealed or signed refers to its key by this ID. */
  id: text().notNull().unique("secret_keys_id"),
  /** The HMAC of a constant with this key. */
  fingerprint: bytea().notNull(),
  firstUsedAt: moment().notNull(),
  /** When the key was dropped. Everything made with it is invalid since then. */
  givenUpAt: moment(),
});
export type SecretKeyRow = typeof secretKeys.$inferSelect;

/**
 * A credential of ours that an outside system has rejected. No process tries it again before `nextTryAt`, because a password
 * policy would lock the account.
 */
export const refusedLogins = pgTable(
  "refused_logins",
  {
    /** The system's name: "LDAP". */
    system: text().notNull(),
    /** A keyed hash of the credential. A different credential has its own row. */
    fingerprint: text().notNull(),
    refusals: integer().notNull(),
    problem: text().notNull(),
    nextTryAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.system, t.fingerprint] })],
);

/** The shared rate limits of all processes for the chat, by the database's clock; see `chat-pace.ts`. */
export const chatPace = pgTable("chat_pace", {
  /** A place, the edits in a place, or a method of the chat's API. */
  name: text().primaryKey(),
  /** For a place: until when the sent messages use up its pace. For a method: until when it must not be called. */
  busyUntil: moment().notNull(),
  /** The slot of the next caller that has to wait. */
  nextTurn: moment().notNull(),
  /** Whether the last caller got a slot; this is the result of the statement. */
  granted: boolean().notNull(),
});

/** Failed attempts on the web pages, by address and by link, so that all processes together stop guessing. */
export const failures = pgTable(
  "failures",
  {
    key: text().primaryKey(),
    count: integer().notNull(),
    /** The time of the first failure. */
    since: moment().notNull(),
  },
  (t) => [index("failures_since").on(t.since)],
);

/** The runs of cron jobs. The process whose insert succeeds runs the job. */
export const cronSlots = pgTable("cron_slots", { name: text().notNull(), slot: moment().notNull() }, (t) => [
  primaryKey({ columns: [t.name, t.slot] }),
]);
