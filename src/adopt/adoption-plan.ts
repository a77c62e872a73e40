import type { Role } from "../db/names.ts";
import type { KnownAccount, KnownProject } from "../db/registry-snapshot.ts";
import type { UnknownCause } from "../db/source-counts.ts";
import type { Conflict } from "./conflict.ts";
import type { ProjectConflict } from "./match-projects.ts";
import type { UnusableAddress } from "./usable-addresses.ts";

/** An ID outside that becomes known, or whose name or details have changed. */
export interface PlannedId {
  readonly system: string;
  readonly value: string;
  readonly name: string;
  readonly detail: Readonly<Record<string, string>>;
}

/** What is written about one account and its person. */
export interface PlannedAccount {
  /** Undefined: the account is new. */
  readonly known: KnownAccount | undefined;
  readonly username: string;
  /** Undefined: no system has a number for it, and acct gives a new account one. */
  readonly uidNumber: number | undefined;
  /** The first ID of the account whose person it also is; undefined for a person of its own. */
  readonly alsoOf: { readonly system: string; readonly value: string } | undefined;
  readonly givenName: string;
  readonly familyName: string;
  /** The address that acct writes to: of a new person, or of one whose source has another one now. Undefined: it stays. */
  readonly email: string | undefined;
  /** Addresses that become the person's. */
  readonly emails: readonly string[];
  /** Addresses that are the person's no longer. */
  readonly outdated: readonly string[];
  readonly campusIds: readonly string[];
  readonly ids: readonly PlannedId[];
  /** No system lets them log in, so a new account is deactivated in the registry, too. */
  readonly lockedIn: readonly string[];
  /** For the audit log. */
  readonly note: string;
}

export interface PlannedProject {
  readonly known: KnownProject | undefined;
  readonly name: string;
  readonly description: string;
  readonly gidNumber: number | undefined;
  readonly ids: readonly PlannedId[];
  readonly note: string;
}

/** A membership, by IDs outside: the account and the project may not be in the registry yet. */
export interface PlannedMembership {
  readonly system: string;
  readonly account: string;
  readonly project: string;
  readonly role: Role;
  /** The systems in which it was found. */
  readonly foundIn: readonly string[];
  readonly username: string;
  readonly projectName: string;
}

/** A PI whom the site has named. */
export interface PlannedPi {
  readonly project: string;
  /** Either the address, or the username of an account. */
  readonly who: string;
}

/** A group in `otherGroups`, which isn't a project. */
export interface FoundGroup {
  readonly system: string;
  readonly name: string;
  /** How many it has in its system. */
  readonly people: number;
  /** True: the registry has it as a project from before, which stays as it is. */
  readonly isProject: boolean;
}

/** Something in the registry that its source no longer has. */
export interface Absence {
  readonly system: string;
  /** "hnews" or "project astro". */
  readonly of: string;
  readonly seenAt: Date;
}

export interface SystemCounts {
  readonly system: string;
  readonly accounts: number;
  readonly projects: number;
  /** Accounts that the registry knows already, that are matched with one of another system, and that are new. */
  readonly known: number;
  readonly matched: number;
  readonly fresh: number;
  /** Accounts and projects that someone has to decide on. */
  readonly undecided: number;
  /** Accounts and projects of programs and of the operating system. */
  readonly skipped: number;
  /** True: this is the first reading. */
  readonly isFirst: boolean;
  /** True: an admin has confirmed these numbers now. */
  readonly isConfirmed: boolean;
  /** Undefined: absence from this source means that something is gone. */
  readonly unknown: string | undefined;
  readonly cause: UnknownCause | undefined;
}

/** Everything that an adoption would write, and what it found out. */
export interface AdoptionPlan {
  readonly accounts: readonly PlannedAccount[];
  readonly projects: readonly PlannedProject[];
  readonly memberships: readonly PlannedMembership[];
  readonly pis: readonly PlannedPi[];
  /** The IDs that were seen again, by system. */
  readonly seen: ReadonlyMap<string, readonly string[]>;
  readonly conflicts: readonly Conflict[];
  readonly projectConflicts: readonly ProjectConflict[];
  readonly unusable: readonly UnusableAddress[];
  /** Differences that acct doesn't settle by itself, one sentence each. */
  readonly differences: readonly string[];
  readonly absences: readonly Absence[];
  readonly counts: readonly SystemCounts[];
  /** Memberships that wait until someone has decided whose the account is. */
  readonly waitingMemberships: number;
  /** The groups of which nothing is written. */
  readonly otherGroups: readonly FoundGroup[];
  /** Projects whose PI no one knows. */
  readonly withoutPi: readonly string[];
  /** What is wrong with the list of PIs, one sentence per line. */
  readonly piProblems: readonly string[];
}
