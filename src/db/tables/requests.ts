import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import {
  KINDS,
  type Kind,
  OPEN_STATUSES,
  QUOTA_IN_FORCE,
  type Role,
  STAGES,
  STATUSES,
  type StageName,
  type Status,
  type TrustDecision,
  type Verdict,
  WAITS_FOR,
  type WaitsFor,
} from "../names.ts";
import { isOneOf, lease, moment } from "./columns.ts";

const isOpen = sql.raw(`status in ('${OPEN_STATUSES.join("', '")}')`);

/**
 * A valid row of `approvals`, as the request itself carries it, so that no card, list or check has to join the rows
 * (docs/decisions/0021). It names the people, and says what they saw.
 */
export interface Approval {
  /** The version that the request had with it; with the request's ID, it is the key of the row and of the event. */
  readonly seq: number;
  /** Which of the required approvals it is: "admin", "pi", or a name from acct.yml. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly by: string;
  readonly byName: string;
  /** The confirmed address of the person, in lower case, so that a person with two logins counts once. */
  readonly email?: string;
  /** What the person was at that moment: "admin", "pi", and the groups in acct.yml that list them. */
  readonly roles: readonly string[];
  /** The requester's address on the card, in lower case. */
  readonly address: string;
  /** The PI's address on the card, in lower case. Null if there was no PI. */
  readonly pi: string | null;
  /** The time is in ISO 8601. */
  readonly at: string;
  readonly reason?: string;
}

/** An approval that a request needs. */
export interface RequiredApproval {
  /** "admin", "pi", or the name from acct.yml. */
  readonly name: string;
  /** This many different people must give it, in all. */
  readonly count: number;
  /** Whose approval counts. At least `count` people of each must be among them. */
  readonly from: readonly RequiredRole[];
}

export interface RequiredRole {
  /** "admin", "pi", or a group in acct.yml. */
  readonly role: string;
  readonly count: number;
}

/** Names an admin, and says when they acted. */
export interface Assignment {
  readonly by: string;
  readonly byName: string;
  /** The time is in ISO 8601. */
  readonly at: string;
}

/** A question to the requester that has not been answered yet. */
export interface Question extends Assignment {
  readonly text: string;
}

/** Someone who decides about groups besides the project. */
export interface GroupDecider {
  /** Their user in the chat, or `email:` and their address. */
  readonly user: string;
  readonly name: string;
  /** Null if the chat doesn't show it. */
  readonly email: string | null;
  /** The names of the approvals that they can give. */
  readonly approvals: readonly string[];
}

/** A person who may decide as well as the PI, because the PI named them or the registry lists them. */
export interface Delegate {
  readonly user: string;
  readonly name: string;
  /** Set for a person who decides for the project anyway: another PI, or a manager. */
  readonly role?: "pi" | "manager";
}

/** A requested quota change and the previous values. */
export interface QuotaChange {
  readonly requested: Readonly<Record<string, number>>;
  /** The values before the change, which are restored at its end. */
  readonly before?: Readonly<Record<string, number>>;
  /** The last day, as a date. Undefined if the change is permanent. */
  readonly until?: string;
}

/** One change that approving a request would make in a system. */
export interface PlanLine {
  /** The system's name as people know it: "LDAP". */
  readonly system: string;
  /** The text is the same each time, as long as the change is the same: it contains no time and no number that can vary. */
  readonly text: string;
  /** True if it does not exist yet. Then someone who has seen this line must approve it. */
  readonly isNew: boolean;
  /** The PI sees it, too, where others are for admins only. */
  readonly isForPi?: true;
}

/** An account in GitLab, as it was when acct last looked. */
export interface GitLabAccount {
  readonly userId: number;
  readonly username: string;
  /** The DN of the person's entry in LDAP, if a login provider that the site trusts names it. */
  readonly ldapDn?: string | undefined;
  /** The login at the site's OpenID Connect provider: the subject. */
  readonly login?: string | undefined;
  /** True if GitLab has confirmed the address, and no login says who the person is. */
  readonly isAddressProven: boolean;
  /** When the account was created, in ISO 8601. */
  readonly createdAt: string;
  /** The admin who rejected it, which deletes it in GitLab. */
  readonly rejectedBy?: string | undefined;
  /** When acct first asked GitLab to approve it, and to delete it, in ISO 8601. */
  readonly approvingSince?: string | undefined;
  readonly rejectingSince?: string | undefined;
}

/** A decision of a rule about which admins are asked, because its evidence is gone. */
export interface TrustReview {
  /** The request that the rule approved. */
  readonly requestId: number;
  readonly rule: string;
  /** When the rule approved it, in ISO 8601. */
  readonly approvedAt: string;
  /** What the rule found then, and what it found when it last said no. */
  readonly evidence: string;
  readonly found: string;
  /** The account in GitLab; undefined for one in the registry, which the request names. */
  readonly gitlab?: Pick<GitLabAccount, "userId" | "username"> | undefined;
  readonly decision?: TrustDecision | undefined;
  /** The name of the admin who decided. */
  readonly by?: string | undefined;
}

/** Things of one kind that someone has in a system; see `provisioners/belongings.ts`. */
export interface CountedBelonging {
  readonly what: string;
  readonly count: number;
  readonly fate: "moves" | "ends" | "stays";
}

/** What someone who leaves has in one system. */
export interface CountedSystem {
  /** The system's name as people know it: "LDAP". */
  readonly system: string;
  /** The ID of the account there, where the system has IDs that can't change, and the person has one. */
  readonly accountId?: string | undefined;
  readonly belongings: readonly CountedBelonging[];
  /** Why the system couldn't be asked, as a sentence for admins. Then nothing is known about it. */
  readonly problem?: string | undefined;
  /** Why the new owner can't get what moves, as a sentence for admins. */
  readonly ownerProblem?: string | undefined;
}

/** For an offboarding: what was counted, and to whom it goes. Approvals are for this. */
export interface Leaving {
  /** The username of the account that gets what moves. Missing if no one is named. */
  readonly newOwner?: string | undefined;
  /** The projects in which the person has access. */
  readonly projects: readonly string[];
  /** One for each system in which people own something. Empty until acct has counted. */
  readonly counted: readonly CountedSystem[];
  /** True once the registry has closed the account because of this request, which can't be denied anymore then. */
  readonly isClosed?: boolean | undefined;
}

/** For a request about someone who is in a project: whose membership it is, and what becomes of it. */
export interface MemberChange {
  /** Who it is about; if a project is handed over, who led it then, or 0 if the registry knew no one. */
  readonly personId: number;
  /** The role before, so that no one is changed who has another one by now. */
  readonly formerRole: Role;
  readonly role?: Exclude<Role, "pi"> | undefined;
  /** The last day, as a date; null for no end date. Undefined if it stays as it is. */
  readonly endsOn?: string | null | undefined;
  /** The person left by themselves, or their time was over; otherwise, someone has removed them. */
  readonly why?: "left" | "ended" | undefined;
  /** Who did it, as people read it. */
  readonly by: string;
}

/** Who asked for an account for someone else. */
export interface OnBehalf {
  readonly by: string;
  readonly byName: string;
  readonly byEmail?: string | undefined;
  /** When the person was first asked to confirm it, and when they did, in ISO 8601. */
  readonly askedAt?: string | undefined;
  readonly confirmedAt?: string | undefined;
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
  /** The PI's address as it was entered in the public form; null if none was. */
  readonly enteredPi?: string | null | undefined;
  /** The names of the groups besides the project that the person asks for; see `otherGroups` in acct.yml. */
  readonly groups?: readonly string[] | undefined;
  /** The last day in the project, as a date; null for no end date. Undefined if no one has said; see `roster/invited-as.ts`. */
  readonly endsOn?: string | null | undefined;
  /** When the form of an imported row was filled in, in ISO 8601 local time; two readings if the order of day and month was unknown. */
  readonly answeredAt?: readonly string[] | undefined;
  /** How often newer answers have replaced earlier ones. */
  readonly amendments?: number | undefined;
  /** What the requester was asked to sign, by name and version, and what is left of it, by title. */
  readonly signing?: { readonly asked: readonly string[]; readonly titles: readonly string[] };
  /** Remarks about the form or row for admins to double-check, one sentence each. */
  readonly remarks?: readonly string[] | undefined;
  /** The chat didn't show that the requester's address is verified, so it doesn't link them to the account. */
  readonly isUnproven?: boolean | undefined;
  /** For a password request: acct sends the link to the person in the chat, and the page asks for no PIN. */
  readonly linkByChat?: boolean | undefined;
  /** For a password request: the account was offboarded and has been resumed. */
  readonly resumed?: boolean | undefined;
  /** For a password request: the page asks for no PIN, because the owner has none. */
  readonly noPin?: boolean | undefined;
  /** For a password request: an admin with this name requested it for the person. */
  readonly requestedBy?: string | undefined;
  /** Someone else asked for the account, so the person it is for confirms that before anyone decides. */
  readonly onBehalf?: OnBehalf | undefined;
  /** The address comes from a file that anyone may have filled in, so its owner confirms it before anyone decides. */
  readonly addressUnproved?: boolean | undefined;
  /** When its owner was first asked to confirm it, in ISO 8601. */
  readonly addressAskedAt?: string | undefined;
  /** When its owner confirmed the address with a link, in ISO 8601. */
  readonly addressConfirmedAt?: string | undefined;
  /** The login with which they confirmed it: its issuer and subject, separated by a space. */
  readonly login?: string | undefined;
  /** The person's ID in the campus directory. */
  readonly campusId?: string | undefined;
  /** What admins should know about the person's entry in the campus directory, as a sentence; null if nothing. */
  readonly campusWarning?: string | null | undefined;
  readonly leaving?: Leaving | undefined;
  /** For a change of who is in a project. */
  readonly member?: MemberChange | undefined;
  /** For an offboarding: the projects for which no one else decides. */
  readonly projectsWithoutPi?: readonly string[] | undefined;
  /** For a resumption: the person was offboarded, so the memberships come back as well. */
  readonly wasOffboarded?: true | undefined;
  /** Why no one can decide, as a sentence for the admins; null if someone can, as far as acct knows. */
  readonly undecidable?: string | null | undefined;
  /** The key of the notification that told the admins why it is stuck; null once it continues. */
  readonly stuckThread?: string | null | undefined;
  /** The outside systems because of which it got stuck the last time; null if none is known. */
  readonly stuckOn?: readonly string[] | null | undefined;
  /** For a quota change: what the project used when it was requested, one sentence each. */
  readonly usage?: readonly string[] | undefined;
  /** For a quota change: the quotas that would be lower than what is used, in a sentence for the admins; null if none. */
  readonly usageWarning?: string | null | undefined;
  /** The account in GitLab that waits for approval. */
  readonly gitlab?: GitLabAccount | undefined;
  /** For a review of trust: what is reviewed, and what was decided. */
  readonly review?: TrustReview | undefined;
  /** Who invited the person to the project, and whether that counts as the PI's approval, as far as it is known before the PI's turn. */
  readonly invited?: { readonly by: string; readonly counts: boolean } | null | undefined;
  /** The people who are asked about the groups, besides the admins; see `pipeline/group-deciders.ts`. */
  readonly groupDeciders?: readonly GroupDecider[] | undefined;
  /** When the admins were told that no one of them has replied, in ISO 8601: an admin may decide for them since. Null if not yet. */
  readonly groupsEscalatedAt?: string | null | undefined;
  /** Approvals that rules have asked for, besides those in acct.yml. */
  readonly furtherApprovals?: readonly RequiredApproval[] | undefined;
  /** The rules in shadow that are already in the history, with the version of each. */
  readonly ruleNotes?: Readonly<Record<string, string>> | undefined;
  /** What the rules said about it, one sentence for each. */
  readonly ruleFindings?: readonly string[] | undefined;
  /** The rule that held it as likely spam. Once it is released, no rule holds it again. */
  readonly heldByRule?: string | undefined;
  /** The state while it waits and its PI isn't asked in the chat: "Waiting for Bo Birch (not on Slack, emailed) or an admin". */
  readonly piWait?: string | undefined;
  /** Who in the chat might be the PI and hasn't shown it yet, as sentences for the admins; null if no one was found. */
  readonly piUnconfirmed?: string | null | undefined;
}

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
    /** The request has been waiting at its stage since then, not counting the time when a question to the requester was open. */
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
    /** The language of the requester (BCP 47), from the chat, the browser, or the row of a sheet. Null if it isn't known. */
    language: text(),
    username: text(),
    project: text(),
    piName: text(),
    piEmail: text(),
    piUser: text(),
    details: jsonb().$type<Details>().notNull().default({}),
    /** The valid rows of `approvals`, oldest first. Whatever writes one writes the other, in the same statement. */
    approvals: jsonb().$type<readonly Approval[]>().notNull().default([]),
    /** The approvals that it needed when it last asked for one, for the card. */
    required: jsonb().$type<readonly RequiredApproval[]>().notNull().default([]),
    /** The changes that approving will make, one sentence each, as shown on the admin card. */
    plan: jsonb().$type<readonly PlanLine[]>().notNull().default([]),
    /** Warnings that an admin should check, one sentence each. */
    warnings: jsonb().$type<readonly string[]>().notNull().default([]),
    /** The admin who has assigned the request to themselves. */
    assignee: jsonb().$type<Assignment>(),
    question: jsonb().$type<Question>(),
    quota: jsonb().$type<QuotaChange>(),
    delegates: jsonb().$type<readonly Delegate[]>().notNull().default([]),
    pinHash: text(),
    /** An admin decides first, no matter what the configured order of approvals is; see `checks/approvals.ts`. */
    needsAdmin: boolean().notNull().default(false),
    /** An admin has been allowed to decide for the PI since then, because the PI has not responded to any reminder. */
    escalatedAt: moment(),
    /** A waiting request waits for this. Null in every other status. */
    waitsFor: text().$type<WaitsFor>(),
    /** The reason why it is stuck or was refused, as a sentence for people. */
    problem: text(),
  },
  (t) => [
    check("kind", isOneOf("kind", KINDS)),
    check("status", isOneOf("status", STATUSES)),
    check("stage", isOneOf("stage", STAGES)),
    check("waits_for", isOneOf("waits_for", WAITS_FOR)),
    check("waits_for_something", sql.raw("(waits_for is not null) = (status = 'waiting')")),
    index("requests_created").on(t.kind, t.createdAt),
    index("requests_due").on(t.runAt).where(sql`run_at is not null`),
    index("requests_leased").on(t.leaseBy).where(sql`lease_by is not null`),
    uniqueIndex("requests_open_email")
      .on(t.kind, sql`lower(email)`)
      .where(
        sql`kind not in ('membership', 'membership-change', 'new-pi', 'quota', 'offboarding', 'password', 'project', 'removal', 'resumption', 'suspension', 'trust-review') and ${isOpen}`,
      ),
    // Only one quota change per project at a time, because each stores the previous values. A temporary one in force is already done.
    uniqueIndex("requests_open_quota")
      .on(t.project)
      .where(sql`kind = 'quota' and ${sql.raw(`stage <> '${QUOTA_IN_FORCE}'`)} and ${isOpen}`),
    uniqueIndex("requests_open_membership")
      .on(sql`lower(email)`, t.project, t.username)
      .where(sql`kind = 'membership' and ${isOpen}`),
    // Requests of other people for the same name wait for the earliest one.
    uniqueIndex("requests_open_project")
      .on(sql`lower(email)`, t.project)
      .where(sql`kind = 'project' and ${isOpen}`),
    // A person can have several accounts.
    uniqueIndex("requests_open_password")
      .on(sql`lower(email)`, t.username)
      .where(sql`kind = 'password' and ${isOpen}`),
    uniqueIndex("requests_open_removal")
      .on(t.project, sql`lower(email)`, t.username)
      .where(sql`kind = 'removal' and ${isOpen}`),
    uniqueIndex("requests_open_membership_change")
      .on(t.project, sql`lower(email)`, t.username)
      .where(sql`kind = 'membership-change' and ${isOpen}`),
    uniqueIndex("requests_open_new_pi").on(t.project).where(sql`kind = 'new-pi' and ${isOpen}`),
    uniqueIndex("requests_open_username").on(t.username).where(sql`kind = 'account' and ${isOpen}`),
    uniqueIndex("requests_open_offboarding").on(t.username).where(sql`kind = 'offboarding' and ${isOpen}`),
    uniqueIndex("requests_open_suspension").on(t.username).where(sql`kind = 'suspension' and ${isOpen}`),
    uniqueIndex("requests_open_resumption").on(t.username).where(sql`kind = 'resumption' and ${isOpen}`),
    uniqueIndex("requests_open_review").on(t.username).where(sql`kind = 'trust-review' and ${isOpen}`),
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
