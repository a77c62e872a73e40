import type { AccountRef } from "./provisioner.ts";

/** The system that also holds accounts acct did not create. Their names and numbers are taken. */
export interface Namespace {
  readonly name: string;
  findByUsername(username: string): Promise<NamespacePerson | undefined>;
  findByEmail(email: string): Promise<NamespacePerson | undefined>;
  /** People with this family name whose given name starts with the same letter; at most a handful. */
  findByName(givenName: string, familyName: string): Promise<readonly NamespacePerson[]>;
  findGroup(name: string): Promise<NamespaceGroup | undefined>;
  /** The DN of a person's own entry. Undefined if they have none, or if their name belongs to someone else. */
  findDn?(account: AccountRef): Promise<string | undefined>;
  /**
   * The people who own a project's group, if the system can say. `externalId` is the system's ID of the group, if acct knows it:
   * then its name doesn't matter. Throws a `Failure` if the system is away.
   */
  findGroupOwners?(project: {
    readonly name: string;
    readonly externalId?: string | undefined;
  }): Promise<GroupOwners>;
  /**
   * Takes the next number, if the system assigns numbers itself. Each number is given out once; gaps are possible. `skip` returns the
   * first number from this one on that may be given.
   */
  takeNumber?(attribute: "uidNumber" | "gidNumber", skip?: (number: number) => number): Promise<number>;
  /**
   * Reads the number that `takeNumber` would take, and leaves it there. Throws a `Failure` that lasts if there is none, or none
   * that may be given.
   */
  peekNumber?(attribute: "uidNumber" | "gidNumber", skip?: (number: number) => number): Promise<number>;
  /** Every number that a person or a group has in the system. */
  listNumbers(attribute: "uidNumber" | "gidNumber"): Promise<readonly number[]>;
  isUidNumberTaken(uidNumber: number): Promise<boolean>;
  isGidNumberTaken(gidNumber: number): Promise<boolean>;
}

export interface NamespacePerson {
  readonly username: string;
  readonly email: string | undefined;
  /** False: the person can't log in with this entry. Its name is taken anyway. */
  readonly hasAccount: boolean;
}

export interface NamespaceGroup {
  readonly name: string;
  readonly gidNumber: number;
}

export interface GroupOwners {
  readonly owners: readonly GroupOwner[];
  /** Why there may be other owners than these, in sentences for an admin. */
  readonly gaps: readonly string[];
}

/** A person who can log in. */
export interface GroupOwner {
  /** The system's ID of their entry, which can't change. */
  readonly id: string;
  readonly name: string;
  /** The address in their entry. */
  readonly email: string | undefined;
}
