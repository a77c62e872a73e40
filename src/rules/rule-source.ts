import type { Kind } from "../db/names.ts";
import type { AccountRef } from "../provisioners/provisioner.ts";

/**
 * A source of evidence for rules: one kind of condition in acct.yml, such as `ldapGroup: staff`. Each is a file in `sources/`, and
 * the suite in `test/contracts/rule-source.contract.ts` says what every one of them promises.
 */
export interface RuleSource<Wanted = unknown> {
  /** The key in acct.yml, such as "ldapGroup". */
  readonly name: string;
  /** What people call the system that is asked, such as "LDAP". */
  readonly system: string;
  /** How long an answer counts before the system is asked again. 0: it is asked each time. */
  readonly maxAgeMs: number;
  /**
   * What of the subject the answer depends on. An answer counts for everyone who agrees in these. Missing: it depends on the whole
   * subject, the request included.
   */
  readonly facts?: readonly Exclude<keyof Subject, "request">[];
  /** Says the condition as a clause that follows "if": "the person is in the LDAP group staff". */
  describe(wanted: Wanted): string;
  /**
   * Asks whether this holds for the subject. Never throws: a system that is away, refuses acct, or answers something else than
   * expected is "unknown". Gives up with "unknown" once `signal` aborts. Changes nothing anywhere.
   */
  ask(wanted: Wanted, subject: Subject, signal: AbortSignal): Promise<SourceAnswer>;
  /**
   * Searches the system, and throws a `Failure` with a sentence if acct can't ask it, or not about what rules want to know. Missing if
   * there is nothing to reach.
   */
  check?(wanted: readonly Wanted[]): Promise<void>;
}

/**
 * "no" says that the system knows whom we ask about and denies it, or that it has no such account for an identity that can't be another
 * one's. A subject without the fact that the source goes by is "unknown", and so is an address that the system doesn't know, because the
 * person may be there with another one: otherwise `not` would approve people whom nobody knows. A group or an attribute that the system
 * doesn't have, or doesn't show, is "unknown" as well, because it may be mistyped.
 *
 * "unknown" is neither yes nor no: it never approves, and its negation is unknown as well. `evidence` and `why` are sentences for
 * admins: "uid=ann is a member of cn=staff", "LDAP did not answer within 10 s".
 */
export type SourceAnswer =
  | { readonly answer: "yes"; readonly evidence: string }
  | { readonly answer: "no"; readonly evidence: string }
  | { readonly answer: "unknown"; readonly why: string };

/** Whom and what the rules judge. Only what is proven is in it: nobody is recognized by a name that merely looks the same. */
export interface Subject {
  /** The addresses that are proven to be the person's, in lower case. */
  readonly emails: readonly string[];
  /** The DN of the person's entry in LDAP, if a trusted login provider names it. */
  readonly ldapDn?: string | undefined;
  /** The person's account in the registry: the one that the request names, or the only one that they have. */
  readonly account?: AccountRef | undefined;
  /** The person's ID in the campus directory. */
  readonly campusId?: string | undefined;
  /** The person in the registry. */
  readonly personId?: number | undefined;
  /** The account in GitLab that the request is about, or that the registry knows. */
  readonly gitlabUserId?: number | undefined;
  readonly request: SubjectRequest;
}

export interface SubjectRequest {
  readonly kind: Kind;
  /** Null if it is about no project. */
  readonly project: string | null;
  /** The requested quotas by name, such as `cores`. Undefined if it asks for none. */
  readonly quotas?: Readonly<Record<string, number>> | undefined;
  /** Who asks: the chat user or, without one, the address. */
  readonly requester: string;
  /** When it was made. Conditions about time look from then. */
  readonly createdAt: Date;
}

export const yes = (evidence: string): SourceAnswer => ({ answer: "yes", evidence });
export const no = (evidence: string): SourceAnswer => ({ answer: "no", evidence });
export const unknown = (why: string): SourceAnswer => ({ answer: "unknown", why });
