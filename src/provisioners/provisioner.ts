import { Failure } from "../failure/failure.ts";
/** A person as the outside systems know them. */
export interface Person {
  readonly username: string;
  readonly uidNumber: number;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  /** Undefined or null: none was given. */
  readonly sshPublicKey?: string | null;
}

export interface Project {
  readonly name: string;
  readonly gidNumber: number;
  readonly description: string;
  /** It was there before us: found, not made. */
  readonly adopted: boolean;
}

/** Who exists already, as far as a name is needed. */
export type Account = Pick<Person, "username" | "email">;

/** One outside system that holds accounts. Asked for a state, never for a step. */
export interface Provisioner {
  /** As people call it: "LDAP". */
  readonly name: string;
  /**
   * Throws a sentence when the system does not answer or does not take us. Asked once a minute by every process, so it is
   * cheap, and it changes nothing.
   */
  reach(): Promise<void>;
  /**
   * What `ensure` would make for a person and project that have no numbers yet, a sentence each, without anything that
   * differs from one look to the next. Changes nothing.
   */
  plan(person: Omit<Person, "uidNumber">, project: Omit<Project, "gidNumber">): Promise<string[]>;
  /**
   * The person, the project and the membership exist afterwards; returns a sentence about what was made. Safe to repeat.
   * Adopts only what is provably ours. Throws `NamesakeError` when the name belongs to somebody else, who stays untouched.
   */
  ensure(person: Person, project: Project): Promise<string>;
  /** This person, who exists, is a member of the project, which exists, afterwards. Safe to repeat. */
  ensureMember(account: Account, project: Project): Promise<void>;
  /**
   * The person has no rights in the project and cannot log in any more; nothing of theirs is deleted, and nobody else is
   * touched. Returns a sentence about what was taken. Quiet when there is nothing to take.
   */
  remove(person: Person, project: Project): Promise<string>;
  /**
   * What keeps this person out there at present, in a word for admins, whoever did it; undefined: nothing. Changes nothing. Missing
   * where nobody can be kept out but by `remove`.
   */
  lockOf?(person: Person): Promise<string | undefined>;
  /**
   * Undoes what `remove` did to the person; memberships come back by `ensure`. Throws `AccountLockedError`, and changes nothing,
   * when something else keeps them out as well. Safe to repeat. Missing where `ensure` alone gives everything back.
   */
  resume?(person: Person): Promise<Resumed>;
  /**
   * Deletes a person whom `remove` has shut out, long after. Throws, and deletes nothing, while they could still log in.
   * Returns a sentence about what was deleted. Quiet the second time. Missing where `remove` leaves nothing behind.
   */
  erase?(person: Person): Promise<string>;
  /** What is otherwise than the registry says, a sentence each. Changes nothing. Empty: nothing. */
  diff(person: Person, projects: readonly Project[]): Promise<string[]>;
  /** Who is in the project there besides these, a sentence each. Changes nothing. */
  findUnmanaged(project: Project, members: readonly Account[]): Promise<string[]>;
}

export interface Resumed {
  /** A sentence about what was given back. */
  readonly words: string;
  /** `remove` took the password there, and they cannot log in without a new one. */
  readonly needsPassword: boolean;
}

/** The name that we were about to use belongs to somebody else. Says whose, for admins only. */
export class NameConflictError extends Failure {
  override name = "NamesakeError";
  /** Whose name it is that is taken: another one can be found for a person, and only by people for a project. */
  readonly of: "person" | "project";
  constructor(message: string, of: "person" | "project" = "person") {
    super(message);
    this.of = of;
  }
}
