import type { PlanLine } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import type { Belongings } from "./belongings.ts";
import type { EmailStore } from "./email-store.ts";
import type { Reading } from "./found.ts";
import type { GroupStore } from "./group-store.ts";
import type { NameStore, UsernameStore } from "./name-store.ts";
import type { ShownLink } from "./shown-link.ts";
import type { SystemAgreements } from "./system-agreements.ts";

/**
 * The IDs of an account or a project in each system, by the system's name. They can't change, unlike names and addresses.
 * A system is missing if acct doesn't know the ID there.
 */
export type ExternalIds = Readonly<Record<string, string | undefined>>;

/** A person as the outside systems know them. */
export interface Person {
  readonly username: string;
  readonly uidNumber: number;
  /** What the account was called before. The home directory may still have one of these names. */
  readonly formerUsernames?: string[] | undefined;
  readonly externalIds?: ExternalIds | undefined;
  /** True: the account existed before acct, which didn't choose its home directory, its shell, or its limits. */
  readonly adopted?: boolean | undefined;
  /** This or the family name is empty if the person has only one name. */
  readonly givenName: string;
  readonly familyName: string;
  /** Null if no address is known. */
  readonly email: string | null;
  /** The person's other confirmed addresses, in lower case. */
  readonly otherEmails?: readonly string[] | undefined;
  /** The person's logins at identity providers, as "issuer subject". The first space ends the issuer. */
  readonly logins?: readonly string[] | undefined;
  /** Undefined or null if none was given. */
  readonly sshPublicKey?: string | null;
}

export interface Project {
  readonly name: string;
  readonly gidNumber: number;
  readonly description: string;
  /** True: the project existed before acct, which found it instead of creating it. */
  readonly adopted: boolean;
  readonly externalIds?: ExternalIds | undefined;
}

/** Names the account of a person who already exists. Its number and its IDs say whose it is; its name and address may have changed. */
export type AccountRef = Pick<
  Person,
  "username" | "uidNumber" | "email" | "externalIds" | "otherEmails" | "logins"
>;

/** The IDs of what was created or found. Undefined if the system has no IDs that can't change. */
export interface FoundIds {
  readonly account?: ExternalRef | undefined;
  readonly project?: ExternalRef | undefined;
}

/** What `ensure` created or found. */
export interface Ensured extends FoundIds {
  /** A sentence about what was created. */
  readonly summary: string;
}

export interface ExternalRef {
  /** In the format of `FoundAccount.id` and `FoundProject.id`. */
  readonly id: string;
  /** What it is called there now, for people to read. */
  readonly name: string;
}

/** One outside system that holds accounts. Its methods ask for a state, never for a step, so every call can be repeated. */
export interface Provisioner {
  /** The name people know: "LDAP". */
  readonly name: string;
  /**
   * Throws with a sentence if the system doesn't respond or rejects our login. Every process calls it once a minute, so it
   * is cheap. Changes nothing.
   */
  ping(): Promise<void>;
  /** The names of the systems that have to come first. Undefined or empty: none. */
  readonly after?: readonly string[] | undefined;
  /**
   * Describes what `ensure` would create for a person and project that have no numbers yet, one sentence each, without
   * anything that varies from call to call. Throws `NameConflictError` if a name belongs to someone else. Changes nothing.
   */
  plan(person: Omit<Person, "uidNumber">, project: Omit<Project, "gidNumber">): Promise<PlannedChange[]>;
  /**
   * Does the same for a new project that someone with an account asks for. The first line is the project itself. Missing if `ensureMember` creates nothing for a project.
   */
  planProject?(project: Omit<Project, "gidNumber">): Promise<PlannedChange[]>;
  /**
   * Makes sure that the person, the project and the membership exist. Safe to repeat. Adopts only what is provably ours.
   * Throws `NameConflictError` if the name belongs to someone else, whose entry stays untouched, and `NotYetError` if
   * something else has to happen first.
   */
  ensure(person: Person, project: Project): Promise<Ensured>;
  /** Makes sure that an existing person is a member of an existing project. Safe to repeat. Throws like `ensure`. */
  ensureMember(account: AccountRef, project: Project): Promise<FoundIds>;
  /**
   * Finds the ID of an account that is provably this person's, as `ensure` would. Undefined if there is none. Throws like
   * `ensure`. Changes nothing. Missing if the system has no IDs that can't change.
   */
  identify?(account: AccountRef): Promise<ExternalRef | undefined>;
  /**
   * Ends one membership: makes sure that the person has no rights in this project. The person, their other projects and
   * everyone else keep theirs, and only what acct created is deleted. Returns a sentence about what was removed. Doesn't
   * fail if there is nothing to remove. Throws if it could not be removed, and `NotYetError` if something else has to end
   * first, such as a running job; nothing new can begin then.
   */
  leave(account: AccountRef, project: Project): Promise<string>;
  /**
   * Locks the person out of the whole system, and deletes nothing of theirs except the password. Returns a sentence about
   * what was locked. Safe to repeat. Missing if there is nothing to lock once they have left every project.
   */
  suspend?(person: Person): Promise<string>;
  /**
   * What `suspend` ends for good, in a sentence for admins who are about to use it: "Their password in LDAP is deleted". Missing if
   * `resume` restores everything.
   */
  readonly suspendEnds?: string | undefined;
  /**
   * Says for admins what currently locks this person out, no matter who did it; undefined: nothing. Changes nothing.
   * Missing if the system can't lock people out.
   */
  findLock?(person: Person): Promise<string | undefined>;
  /**
   * Undoes what `suspend` did, and nothing else; `ensure` restores the memberships. Throws `AccountLockedError` and changes
   * nothing if something else locks the person out as well. Safe to repeat. Missing if `ensure` alone restores everything.
   */
  resume?(person: Person): Promise<Resumed>;
  /**
   * Lists everything that still gives access to someone who has been offboarded, also what acct didn't create, one sentence
   * each: a login, a membership. Changes nothing. Missing if the system can't say.
   */
  findAccess?(person: Person, projects: readonly Project[]): Promise<string[]>;
  /**
   * Deletes a person long after `suspend`. Throws and deletes nothing while they could still log in. Returns a sentence
   * about what was deleted. Doesn't fail the second time. Missing if nothing is left behind.
   */
  erase?(person: Person): Promise<string>;
  /** Changes the person's address; see `email-store.ts`. Missing if the system stores none. */
  setEmail?: EmailStore["setEmail"];
  /** Changes what the person is called; see `name-store.ts`. Missing if the system stores no names. */
  setName?: NameStore["setName"];
  /** Changes the username; see `name-store.ts`. Missing if the system can't: an admin does it there. */
  username?: UsernameStore;
  /** Groups besides projects that people can be added to. Missing if the system has none. */
  readonly groups?: GroupStore;
  /** Missing if people can log in there without signing anything. */
  readonly agreements?: SystemAgreements;
  /**
   * Says for admins that the system can join two accounts for good, in a sentence for those who merge two people: "…until acct arvados
   * merge is called". Missing if accounts there stay apart.
   */
  readonly joinsForGood?: string | undefined;
  /** Says of an account that was joined with another one for good, in part of a sentence, which one that is. Undefined: it wasn't. */
  findJoined?(account: AccountRef): Promise<string | undefined>;
  /** Missing if nobody owns anything there. */
  readonly belongings?: Belongings;
  /**
   * Says what the system itself shows of everything that this person needs there, in the order in which they need it. It stops at what
   * the rest depends on. Changes nothing. Missing if `findLock` and `diff` say all there is to know.
   */
  explain?(person: Person, projects: readonly Project[]): Promise<ShownLink[]>;
  /** Compares everything that acct sets with the registry, one sentence per difference. Changes nothing. */
  diff(person: Person, projects: readonly Project[]): Promise<string[]>;
  /**
   * Says what everyone in a project together uses now, in a few words: "3 running jobs with 12 CPUs, 2 queued". Changes nothing.
   * Missing if the system can't say, or if its quotas are requested one by one.
   */
  describeUsage?(project: Pick<Project, "name">): Promise<string>;
  /**
   * Reads everyone and every project that the system has, also those that acct didn't create. `onProgress` gets the number of
   * entries read so far. Changes nothing. Missing if the system can't say.
   */
  list?(onProgress: (entries: number) => void): Promise<Reading>;
  /** Finds members of the project other than these, one sentence each. Changes nothing. */
  findUnmanaged(project: Project, members: readonly AccountRef[]): Promise<string[]>;
}

/** A line of the plan, before it is said of which system it is. */
export type PlannedChange = Omit<PlanLine, "system">;

export interface Resumed {
  /** A sentence about what was restored. */
  readonly summary: string;
  /** True: `suspend` deleted the password, and the person can't log in without a new one. */
  readonly needsPassword: boolean;
}

/** The name that we were about to use belongs to someone else. The message says whose, for admins only. */
export class NameConflictError extends Failure {
  override name = "NameConflictError";
  /** What the taken name belongs to: acct can choose another name for a person, but only people can for a project. */
  readonly of: "person" | "project";
  constructor(message: string, of: "person" | "project" = "person") {
    super(message, { lasts: true });
    this.of = of;
  }
}

/** The ID that acct knows is gone, and someone else may have the name by now. Only people can say whether it is the same person. */
export class RenewedIdError extends Failure {
  override name = "RenewedIdError";
  constructor(message: string) {
    super(message, { lasts: true });
  }
}

/** Nothing is wrong, but something else has to happen first. The same call will succeed later. The message says what is missing. */
export class NotYetError extends Failure {
  override name = "NotYetError";
  /** How long to wait from now before the next attempt. */
  readonly waitMs: number;
  constructor(message: string, waitMs: number) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** The ID of an account or a project in one system, if acct knows it. */
export function externalIdIn(
  { externalIds }: { readonly externalIds?: ExternalIds | undefined },
  system: string,
): string | undefined {
  return externalIds?.[system];
}
