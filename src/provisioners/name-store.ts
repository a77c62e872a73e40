import type { FullName } from "../view/full-name.ts";
import type { Person, Project } from "./provisioner.ts";

/** A system that stores what its people are called. */
export interface NameStore {
  /**
   * Makes sure that the person has these names; returns a sentence about what was changed. Safe to repeat. Doesn't fail if
   * there is no entry. Throws `NameConflictError` and changes nothing if the username belongs to someone else.
   */
  setName(person: Person, name: FullName): Promise<string>;
}

/** A system that knows its people by their username. It renames them, or it ends what the old name had and `ensure` begins anew. */
export type UsernameStore = {
  /**
   * Describes what the change would do and what stays as it is, one sentence each. Changes nothing. Throws a `Failure` if it
   * can't be done, and `NameConflictError` if the new name belongs to someone else.
   */
  planUsername(person: Person, username: string, projects: readonly Project[]): Promise<string[]>;
} & (
  | {
      /**
       * Makes sure that the person's username is this one, with the same ID, password, and memberships; returns a sentence.
       * Safe to repeat. Doesn't fail if there is no entry. Throws `NameConflictError` if the name belongs to someone else.
       */
      setUsername(person: Person, username: string): Promise<string>;
      releaseUsername?: never;
    }
  | {
      /**
       * Ends everything that the old username has, before any system uses the new one; returns a sentence. Safe to repeat.
       * Throws a `Failure` and changes nothing while it is in use.
       */
      releaseUsername(person: Person): Promise<string>;
      setUsername?: never;
    }
);
