import type { PlanLine } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import type { EmailStore } from "./email-store.ts";
import type { Reading } from "./found.ts";

/** A person as the outside systems know them. */
export interface Person {
  readonly username: string;
  readonly uidNumber: number;
  readonly givenName: string;
  readonly familyName: string;
  /** Null if no address is known. */
  readonly email: string | null;
  /** Undefined or null if none was given. */
  readonly sshPublicKey?: string | null;
}

export interface Project {
  readonly name: string;
  readonly gidNumber: number;
  readonly description: string;
  /** True: the project existed before acct, which found it instead of creating it. */
  readonly adopted: boolean;
}

/** Names the account of a person who already exists. */
export type AccountRef = Pick<Person, "username" | "email">;

/** One outside system that holds accounts. Its methods ask for a state, never for a step, so every call can be repeated. */
export interface Provisioner {
  /** The name people know: "LDAP". */
  readonly name: string;
  /**
   * Throws with a sentence if the system doesn't respond or rejects our login. Every process calls it once a minute, so it
   * is cheap. Changes nothing.
   */
  ping(): Promise<void>;
  /**
   * Describes what `ensure` would create for a person and project that have no numbers yet, one sentence each, without
   * anything that varies from call to call. Changes nothing.
   */
  plan(person: Omit<Person, "uidNumber">, project: Omit<Project, "gidNumber">): Promise<PlannedChange[]>;
  /**
   * Makes sure that the person, the project and the membership exist; returns a sentence about what was created. Safe to
   * repeat. Adopts only entries that are provably ours. Throws `NameConflictError` if the name belongs to someone else,
   * whose entry stays untouched.
   */
  ensure(person: Person, project: Project): Promise<string>;
  /** Makes sure that an existing person is a member of an existing project. Safe to repeat. */
  ensureMember(account: AccountRef, project: Project): Promise<void>;
  /**
   * Ends the person's access: makes sure that they have no rights in the project and can't log in. Deletes nothing of theirs and touches no one
   * else. Returns a sentence about what was removed. Doesn't fail if there is nothing to remove.
   */
  leave(person: Person, project: Project): Promise<string>;
  /**
   * Says for admins what currently locks this person out, no matter who did it; undefined: nothing. Changes nothing.
   * Missing if only `leave` can lock people out.
   */
  findLock?(person: Person): Promise<string | undefined>;
  /**
   * Undoes what `leave` did to the person; `ensure` restores the memberships. Throws `AccountLockedError` and changes
   * nothing if something else locks them out as well. Safe to repeat. Missing if `ensure` alone restores everything.
   */
  resume?(person: Person): Promise<Resumed>;
  /**
   * Deletes a person long after `leave`. Throws and deletes nothing while they could still log in. Returns a sentence
   * about what was deleted. Doesn't fail the second time. Missing if `leave` leaves nothing behind.
   */
  erase?(person: Person): Promise<string>;
  /** Changes the person's address; see `email-store.ts`. Missing if the system stores none. */
  setEmail?: EmailStore["setEmail"];
  /** Compares the system with the registry, one sentence per difference. Changes nothing. */
  diff(person: Person, projects: readonly Project[]): Promise<string[]>;
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
  /** True: `leave` deleted the password, and the person can't log in without a new one. */
  readonly needsPassword: boolean;
}

/** The name that we were about to use belongs to someone else. The message says whose, for admins only. */
export class NameConflictError extends Failure {
  override name = "NameConflictError";
  /** What the taken name belongs to: acct can choose another name for a person, but only people can for a project. */
  readonly of: "person" | "project";
  constructor(message: string, of: "person" | "project" = "person") {
    super(message);
    this.of = of;
  }
}
