import type { SimulatedApi } from "../simulated-api.ts";

export interface SimulatedUser {
  readonly phid: string;
  readonly userName: string;
  /** The name of the LDAP account that the user has linked. */
  readonly ldapName?: string | undefined;
  readonly isDisabled?: boolean;
  readonly isApproved?: boolean;
}

export interface SimulatedProject {
  readonly id: number;
  readonly phid: string;
  readonly name: string;
  /** The hashtags; the first is the main one. */
  readonly slugs: readonly string[];
  readonly members: readonly string[];
  /** False: acct's user may not see it. */
  readonly isVisible?: boolean;
}

export interface SimulatedPhabricator extends SimulatedApi {
  readonly users: SimulatedUser[];
  readonly projects: SimulatedProject[];
  /** The user whom the token belongs to. */
  readonly bot: SimulatedUser;
  /** Valid and expired tokens. */
  readonly token: string;
  readonly expiredToken: string;
  /**
   * How the extension with user.ldapquery behaves: "named" as it is now, "unnamed" as it was at first, without the names in the answer
   * and with everyone if it knows no name, and "missing" if it isn't installed.
   */
  ldapQuery: "named" | "unnamed" | "missing";
}

/** A rejected call: Conduit answers with 200 all the same. */
export class ConduitException extends Error {
  readonly code: string;
  constructor(code: string, info: string) {
    super(info);
    this.code = code;
  }
}
