import { Failure } from "../failure/failure.ts";
import type { AccountRef, Person, Project } from "./provisioner.ts";

/** What someone who leaves has in one system, such as 40 collections. */
export interface Belonging {
  /** A noun in the plural for people to read: "collections", "running jobs". It doesn't change from call to call. */
  readonly what: string;
  readonly count: number;
  /**
   * "moves": the new owner gets it. "ends": it is gone once they have left, such as a token or a running job. "stays": nobody loses
   * it, but somebody should look at it, such as a project whose only member leaves.
   */
  readonly fate: "moves" | "ends" | "stays";
}

/** What people own in a system that has owners. */
export interface Belongings {
  /** Counts what the person has there. Throws if the system doesn't say: nothing is concluded from an empty answer. Changes nothing. */
  count(person: Person, projects: readonly Project[]): Promise<Belonging[]>;
  /**
   * Gives what "moves" to another account of the same system, and reads it back. Called before `suspend`. Returns a sentence. Safe to
   * repeat. Throws `NewOwnerError` and moves nothing if that account can't have it. Missing if nothing moves.
   */
  handOver?(from: AccountRef, to: AccountRef): Promise<string>;
}

/** The account that should get what someone leaves behind can't have it, so an admin chooses another. The message says why. */
export class NewOwnerError extends Failure {
  override name = "NewOwnerError";
  constructor(message: string) {
    super(message, { lasts: true });
  }
}
