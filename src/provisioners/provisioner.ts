/** A person as the outside systems know them. */
export interface Person {
  readonly username: string;
  readonly uidNumber: number;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
}

export interface Project {
  readonly name: string;
  readonly gidNumber: number;
  readonly description: string;
}

/** One outside system that holds accounts. Asked for a state, never for a step. */
export interface Provisioner {
  /** As people call it: "LDAP". */
  readonly name: string;
  /** What `ensure` would make for a person and project that have no numbers yet, a sentence each. Changes nothing. */
  plan(person: Omit<Person, "uidNumber">, project: Omit<Project, "gidNumber">): Promise<string[]>;
  /**
   * The person, the project and the membership exist afterwards; returns a sentence about what was made. Safe to repeat.
   * Adopts only what is provably ours. Throws `NamesakeError` when the name belongs to somebody else, who stays untouched.
   */
  ensure(person: Person, project: Project): Promise<string>;
  /** This person, who exists, is a member of the project, which exists, afterwards. Safe to repeat. */
  ensureMember(username: string, project: Project): Promise<void>;
}

/** The name that we were about to use belongs to somebody else. */
export class NamesakeError extends Error {
  override name = "NamesakeError";
}
