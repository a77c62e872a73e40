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
  type ActionName,
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
const oneOf = (column: string, names: readonly string[]) => sql.raw(`${column} in ('${names.join("', '")}')`);

/** What one person said, kept on the request so that every card can name them. */
export interface Decision {
  readonly verdict: Verdict;
  readonly by: string;
  readonly byName: string;
  /** The confirmed address of whoever decided, so that one person with two ways in counts as one. */
  readonly email?: string;
  /** Whom the request named as the PI when an admin approved it, by address and in lower case. */
  readonly pi?: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
}

/** Null: it was made, and then the request came back for a fresh look. */
export type Decisions = { readonly [A in Approval]?: Decision | null };

/** An admin looks after it; shown to the others. */
export interface Assignment {
  readonly by: string;
  readonly byName: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What the requester was asked and has not answered yet. */
export interface Question extends Assignment {
  readonly text: string;
}

/** Somebody whom the PI lets decide as well. */
export interface Delegate {
  readonly user: string;
  readonly name: string;
}

/** What a project may use more or less of, as it was asked for and as it was before. */
export interface QuotaChange {
  readonly requested: Readonly<Record<string, number>>;
  /** What stood in their place when they were set; put back at the end. */
  readonly before?: Readonly<Record<string, number>>;
  /** The last day, as a date; undefined: for good. */
  readonly until?: string;
}

/** What the requester wrote that only people read or only one stage needs. */
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
  /** What was odd about the form or row, a sentence each: an admin looks twice. */
  readonly remarks?: readonly string[] | undefined;
  /** Of a password request: the link goes to the person in the chat, and the page asks for no PIN. */
  readonly linkByChat?: boolean | undefined;
  /** Of a password request: the account was closed, and is open again. */
  readonly resumed?: boolean | undefined;
  /** Of a password request: the page asks for no PIN, because its owner chose none. */
  readonly noPin?: boolean | undefined;
  /** Of a password request: the admin who asked in the person's place. */
  readonly askedBy?: string | undefined;
}

/** Lets one process at a time work on a row. A claim sets `runAt` to the end of the lease. */
const lease = () => ({
  /** When there is something to do; null: nothing, or it waits for a person. */
  runAt: moment(),
  /** How often it has failed since it last went on. */
  attempt: integer().notNull().default(0),
  /** How often a process has died at it since it last went on. */
  deaths: integer().notNull().default(0),
  /** Fencing: whoever holds another token has lost the row and changes nothing. */
  leaseToken: bigint({ mode: "number" }),
  /** Number of the process; see `process.ts`. */
  leaseBy: integer(),
});

export const leaseTokens = pgSequence("lease_tokens");

export const requests = pgTable(
  "requests",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** Tells this request from any other that ever has its number: after a restore, or in another database. */
    mark: uuid().notNull().defaultRandom(),
    kind: text().$type<Kind>().notNull(),
    status: text().$type<Status>().notNull(),
    stage: text().$type<StageName>().notNull(),
    stageSince: moment().notNull(),
    /** Since when it waits at its stage, less the time for which a question to the requester was open. */
    clockSince: moment().notNull(),
    ...lease(),
    /** Grows with every change; a card that shows less is behind. */
    version: integer().notNull().default(0),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    /** Where it came from, unique: the same form or row sent twice is one request. */
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
    /** What approval will make, one sentence a change, as the admin card showed it. */
    plan: jsonb().$type<readonly string[]>().notNull().default([]),
    /** What should make an admin look twice, a sentence each. */
    warnings: jsonb().$type<readonly string[]>().notNull().default([]),
    claim: jsonb().$type<Assignment>(),
    question: jsonb().$type<Question>(),
    quota: jsonb().$type<QuotaChange>(),
    delegates: jsonb().$type<readonly Delegate[]>().notNull().default([]),
    pinHash: text(),
    /** An admin decides on it first, whatever the site's order of approvals says; see `checks/approvals.ts`. */
    needsAdmin: boolean().notNull().default(false),
    /** The PI has not answered any reminder: from then on an admin may decide in their place. */
    escalatedAt: moment(),
    /** Whom or what it waits for; null: it does not wait. */
    waitsFor: text().$type<WaitsFor>(),
    /** Why it is stuck or was refused, in a sentence for people. */
    problem: text(),
  },
  (t) => [
    check("kind", oneOf("kind", KINDS)),
    check("status", oneOf("status", STATUSES)),
    check("stage", oneOf("stage", STAGES)),
    check("waits_for", oneOf("waits_for", WAITS_FOR)),
    check("waits_for_something", sql.raw("(waits_for is not null) = (status = 'waiting')")),
    index("requests_due").on(t.runAt).where(sql`run_at is not null`),
    index("requests_leased").on(t.leaseBy).where(sql`lease_by is not null`),
    uniqueIndex("requests_open_email")
      .on(t.kind, sql`lower(email)`)
      .where(sql`kind not in ('membership', 'quota') and ${isOpen}`),
    // One change of a project's quotas at a time: each knows what was before it. A temporary one that runs is made already.
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

/** The audit trail. A trigger refuses to change or remove rows, and `auditSeals` shows whether somebody did so all the same. */
export const events = pgTable(
  "events",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    /** The version that the request has with this event. */
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
    check("event_kind", oneOf("kind", EVENT_KINDS)),
  ],
);
export type Event = typeof events.$inferSelect;

/**
 * The keyed chain over all events, in the order in which they were sealed. Each hash covers the event and the hash before
 * it, with a key that only acct has (`secrets/audit-key.ts`).
 */
export const auditSeals = pgTable("audit_seals", {
  position: bigint({ mode: "number" }).primaryKey(),
  /** No reference: a seal outlives an event that somebody has deleted. */
  eventId: bigint({ mode: "number" }).notNull().unique("audit_seals_event"),
  requestId: integer().notNull(),
  hash: bytea().notNull(),
});
export type AuditSeal = typeof auditSeals.$inferSelect;

/** The end of the chain, in one row, with a keyed signature of its own: a chain that was cut off does not end in it. */
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

/** Many new requests at once, shown in one place as one list. */
export const digests = pgTable(
  "digests",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    audience: text().$type<Audience>().notNull(),
    place: text().notNull(),
    message: text(),
    /** One of its requests has changed since it was read to be shown. */
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

/** A request as shown in one place. The teller edits it until what it shows is the request's version. */
export const views = pgTable(
  "views",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    audience: text().$type<Audience>().notNull(),
    /** A channel, or the person whose direct messages it goes to. */
    place: text().notNull(),
    /** The chat's own reference to the message; null until it has been posted. */
    message: text(),
    /** When it was first shown, by itself or in a digest. */
    postedAt: moment(),
    /** One of a burst: the digest stands in the place instead. */
    digestId: bigint({ mode: "number" }).references(() => digests.id),
    /** Long decided: shown as one line. */
    collapsed: boolean().notNull().default(false),
    shownVersion: integer().notNull().default(0),
    /** What is shown says that this is a dry run. */
    shownDryRun: boolean().notNull().default(false),
    /** The place where the request is shown instead, since the admin channel changed. */
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

/** The outbox: what people are told, once for each key. */
export const notifications = pgTable(
  "notifications",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    key: text().notNull().unique("notifications_key"),
    /** For its Message-ID, which no other message of any database may have. */
    mark: uuid().notNull().defaultRandom(),
    /** Null: it is about no single request. */
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

/** What people pressed and typed, written down before it is acknowledged, so that no process takes it to its grave. */
export const interactions = pgTable(
  "interactions",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    /** The chat's own name for the delivery: the same one twice is one. */
    key: text().notNull().unique("interactions_key"),
    /** The chat's id of the person; who that is, and what they may do, is asked again when it is taken up. */
    actor: text().notNull(),
    /** The action's name on the button, or the command's. */
    action: text().notNull(),
    isCommand: boolean().notNull(),
    /** What was typed behind a command; erased with the end. What was filled into forms is never written here. */
    text: text().notNull(),
    /** As the button says; not a reference, because the button may be of another database. */
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

/** This database, in one row. */
export const installation = pgTable(
  "installation",
  {
    /** A restored copy has the same, a new database another. */
    id: uuid().primaryKey().defaultRandom(),
    /** Links in mails that are older than this carry no mark. */
    createdAt: moment().notNull().defaultNow(),
    /** Since when another acct, with another database, has been known to take a share of what people press. */
    rivalSince: moment(),
    /** The key of the audit chain, encrypted with the secret key; null until the first start. */
    sealedAuditKey: bytea(),
    /** Seals up to this position were made with an earlier key that was given up, and can only be counted. */
    auditKeyAfter: bigint({ mode: "number" }).notNull().default(0),
    onlyRow: boolean().notNull().default(true).unique("installation_only_row"),
  },
  (t) => [check("only_row", sql`${t.onlyRow}`)],
);
export type Installation = typeof installation.$inferSelect;

/** The registry: projects. `adopted` ones were in the directory before us. */
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

/** Whether somebody could log in before we shut them out: a lock that was there before is not ours to lift. */
export type FoundBefore = "open" | "locked";

/** The registry: accounts. */
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
    /** As ssh-keygen(1) prints it. */
    sshPublicKey: text(),
    /** argon2id of the PIN chosen with the request; asked for by the password page. */
    pinHash: text(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    requestId: integer()
      .notNull()
      .unique("accounts_request")
      .references(() => requests.id),
    createdAt: moment().notNull(),
    /** Shut out everywhere. The row stays, so that name and number are never given to somebody else. */
    removedAt: moment(),
    /** What was found in each system, by its name, before the person was shut out there; null: nobody has looked. */
    foundBefore: jsonb().$type<Readonly<Record<string, FoundBefore>>>(),
    /** Deleted everywhere. */
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

/** Addresses whose next requests are held back, because one was marked as spam. */
export const quarantinedAddresses = pgTable("quarantined_addresses", {
  /** In lower case. */
  email: text().primaryKey(),
  requestId: integer()
    .notNull()
    .references(() => requests.id),
  quarantinedAt: moment().notNull(),
});

/** Whom a PI lets decide as well as themself. */
export const delegations = pgTable(
  "delegations",
  {
    piUser: text().notNull(),
    delegateUser: text().notNull(),
    delegateName: text().notNull(),
    /** Null: for good. */
    until: moment(),
    createdAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.piUser, t.delegateUser] })],
);
export type Delegation = typeof delegations.$inferSelect;

/** The next number of each range. A number is taken once, so a gap is possible and a repeat is not. */
export const counters = pgTable("counters", {
  name: text().primaryKey(),
  next: integer().notNull(),
});

/**
 * A one-time link to the password page: of an account in the registry, or of a Keystone user for whom a program has set it
 * up (`PUT /token/<user_id>`). Tokens are never stored, only their hashes.
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
    /** Sealed (`seal.ts`): the one-time password at Keystone, or, while `pending` is not empty, the one that was chosen. */
    sealedPassword: bytea(),
    /** The systems that did not answer when the password was chosen, and get it from the pipeline. */
    pending: text().array().notNull().default([]),
    attempts: integer().notNull().default(0),
    /**
     * Keystone was asked to change the password, and has not answered yet: should its answer be lost, the new password
     * may be the user's already.
     */
    unansweredSince: moment(),
    /**
     * Keystone has refused the one-time password, or has left a second try unanswered: the link is worth nothing until
     * it is set up anew.
     */
    staleSince: moment(),
    /** While one try is looked at, the next waits its turn; until then at the latest, should its process die. */
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

/** Somebody has asked for a new password by an address of ours; its owner has not said yet whether it was they. */
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
 * The secret keys that this database has been used with, in their order; never the keys themselves. The last one that
 * was not given up is the current one.
 */
export const secretKeys = pgTable("secret_keys", {
  number: integer().primaryKey().generatedAlwaysAsIdentity(),
  /** What is sealed or signed names its key by this. */
  id: text().notNull().unique("secret_keys_id"),
  /** A keyed hash (HMAC) of a constant. */
  fingerprint: bytea().notNull(),
  firstUsedAt: moment().notNull(),
  /** What was made with it is worth nothing from then on. */
  givenUpAt: moment(),
});
export type SecretKeyRow = typeof secretKeys.$inferSelect;

/**
 * A credential of ours that an outside system has refused. No process tries it again before `nextTryAt`, or a password policy
 * would lock the entry.
 */
export const refusedLogins = pgTable(
  "refused_logins",
  {
    /** As people call it: "LDAP". */
    system: text().notNull(),
    /** Keyed hash of the credential: another one, tried by the same or by another process, has a row of its own. */
    fingerprint: text().notNull(),
    refusals: integer().notNull(),
    problem: text().notNull(),
    nextTryAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.system, t.fingerprint] })],
);

/** What the chat takes from all processes together, by the database's clock; see `chat-pace.ts`. */
export const chatPace = pgTable("chat_pace", {
  /** A place, the edits in a place, or a method of the chat's. */
  name: text().primaryKey(),
  /** Until when what was sent there lasts at its pace or, of a method, until when it is not called. */
  busyUntil: moment().notNull(),
  /** The turn of the next one that has to wait. */
  nextTurn: moment().notNull(),
  /** The statement's own answer: whether whoever asked last got a slot. */
  granted: boolean().notNull(),
});

/** Failed tries at the web pages, by address and by link, so that all processes together stop whoever guesses. */
export const failures = pgTable(
  "failures",
  {
    key: text().primaryKey(),
    count: integer().notNull(),
    /** When the first of them happened. */
    since: moment().notNull(),
  },
  (t) => [index("failures_since").on(t.since)],
);

/** Who fires a cron line: the process whose insert succeeds. */
export const cronSlots = pgTable("cron_slots", { name: text().notNull(), slot: moment().notNull() }, (t) => [
  primaryKey({ columns: [t.name, t.slot] }),
]);
