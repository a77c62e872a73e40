import type { Filter, Listed } from "./arvados-http.ts";

export interface ArvadosUser {
  readonly uuid: string;
  /** As Arvados has it; it compares addresses with their case. Empty: none. */
  readonly email: string;
  /** Empty: Arvados could not make one from the address. */
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Whether the person can work there. */
  readonly isActive: boolean;
  readonly isAdmin: boolean;
  /** Whether the person can activate the account, once everything is signed. */
  readonly isInvited: boolean;
}

/** A permission, a signature, or something else that connects two objects. Empty texts: it has none. */
export interface ArvadosLink {
  readonly uuid: string;
  readonly linkClass: string;
  readonly name: string;
  readonly tailUuid: string;
  readonly headUuid: string;
  readonly ownerUuid: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export type NewLink = Omit<ArvadosLink, "uuid" | "ownerUuid" | "properties"> &
  Partial<Pick<ArvadosLink, "uuid" | "ownerUuid" | "properties">>;

export interface ArvadosGroup {
  readonly uuid: string;
  readonly ownerUuid: string;
  readonly name: string;
  /** "role" or "project", or a newer one. */
  readonly groupClass: string;
  readonly description: string;
}

export interface VirtualMachine {
  readonly uuid: string;
  readonly hostname: string;
}

/** A collection that everyone has to sign before the account becomes active. */
export interface RequiredAgreement {
  readonly uuid: string;
  readonly name: string;
}

export interface Cluster {
  /** Five characters: "zzzzz". */
  readonly id: string;
  /** The cluster at which people sign in, if it is another one. */
  readonly loginCluster: string | undefined;
}

/** The token that acct uses. */
export interface ArvadosToken {
  /** Undefined if it never expires. */
  readonly expiresAt: Date | undefined;
  /** Whether it may do everything that its user may. */
  readonly isUnlimited: boolean;
}

/**
 * An Arvados cluster, through its API and with an admin's token. Every method throws an `ArvadosError` with what Arvados says, a
 * `Failure` if it doesn't respond or answers something else than expected, a `LoginRejectedError` if the token is rejected, and a
 * `LostAnswerError` if it may have done what it was asked. A change is read back: it throws a `Failure` if Arvados answered with 200
 * and changed nothing.
 */
export interface Arvados {
  /** The URL of the API, without a slash at the end. */
  readonly url: string;
  /** Reads it once. */
  cluster(): Promise<Cluster>;
  /** The user of acct's token. */
  self(): Promise<ArvadosUser>;
  /** acct's own token. Undefined if Arvados can't say: the system root token is in no table. */
  token(): Promise<ArvadosToken | undefined>;
  /** Someone who was merged into another account is no longer found. */
  findUser(uuid: string): Promise<ArvadosUser | undefined>;
  /** Everyone with this address, in any case. */
  findByAddress(address: string): Promise<readonly ArvadosUser[]>;
  /** Finds the users with one of these as their `identity_url`. */
  findByIdentity(urls: readonly string[]): Promise<readonly ArvadosUser[]>;
  /** Usernames that begin with this one. */
  listUsernames(prefix: string): Promise<readonly string[]>;
  listUsers(onProgress: (users: number) => void): Promise<Listed<ArvadosUser>>;
  /** Throws an `ArvadosError` with `isTaken` if the UUID exists. The account isn't set up afterwards, except by the cluster's own policy. */
  createUser(user: Pick<ArvadosUser, "uuid" | "email" | "firstName" | "lastName">): Promise<ArvadosUser>;
  setAddress(uuid: string, email: string): Promise<ArvadosUser>;
  /** Makes an account active without any signature. */
  preActivate(uuid: string): Promise<ArvadosUser>;
  /** Sets an account up, and gives it a login on a virtual machine. If it fails, a part may have been done. */
  setUp(uuid: string, machine: VirtualMachine | undefined): Promise<void>;
  /** Activates an account. Throws an `ArvadosError` with the status 403 if something is still to be signed. */
  activate(uuid: string): Promise<ArvadosUser>;
  /** Makes an account inactive, and ends its tokens, SSH keys, permissions, and signatures. */
  unsetUp(uuid: string): Promise<ArvadosUser>;
  deleteUser(uuid: string): Promise<void>;
  /**
   * Gives everything that one user owns to `owner`, a project of the other one. With `redirects`, the old account becomes another name of
   * the new one; otherwise it stays, without tokens and SSH keys. Safe to repeat without `redirects`.
   */
  merge(merge: {
    readonly from: string;
    readonly to: string;
    readonly owner: string;
    readonly redirects: boolean;
  }): Promise<void>;
  listLinks(filters: readonly Filter[]): Promise<readonly ArvadosLink[]>;
  /** Creates a link. If it has a UUID, it is created once: the one that is there already is returned. */
  createLink(link: NewLink): Promise<ArvadosLink>;
  /** Doesn't fail if there is none. */
  deleteLink(uuid: string): Promise<void>;
  findGroup(uuid: string): Promise<ArvadosGroup | undefined>;
  listGroups(
    filters: readonly Filter[],
    onProgress?: (groups: number) => void,
  ): Promise<Listed<ArvadosGroup>>;
  /** Creates a group. If one with the UUID is there already, that one is returned. */
  createGroup(
    group: Omit<ArvadosGroup, "ownerUuid"> & { readonly ownerUuid?: string },
  ): Promise<ArvadosGroup>;
  /** How many of a kind there are: "collections", "workflows". */
  count(resource: string, filters: readonly Filter[]): Promise<number>;
  /** Finds a virtual machine by its UUID or its host name. */
  findMachine(name: string): Promise<VirtualMachine | undefined>;
  /** What everyone has to sign at the moment, as the server says. */
  listAgreements(): Promise<readonly RequiredAgreement[]>;
  /** The HTML of an agreement. Throws a `Failure` that lasts if it can't be read. */
  readAgreement(agreement: RequiredAgreement): Promise<string>;
}
