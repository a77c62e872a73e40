/** The states that a GitLab account can have (GitLab, app/models/user.rb). acct acts on no other one. */
export const GITLAB_STATES = [
  "active",
  "blocked",
  "blocked_pending_approval",
  "ldap_blocked",
  "deactivated",
  "banned",
] as const;
type KnownState = (typeof GITLAB_STATES)[number];
/** Also the words of a newer GitLab for a state that acct doesn't know, which is shown, and never changed. */
export type GitLabState = KnownState | (string & {});

/** What a login provider says about the person behind an account. */
export interface GitLabIdentity {
  /** GitLab's name of the provider: "ldapmain", "openid_connect". */
  readonly provider: string;
  /** The person's ID at the provider: a DN, or the subject of OpenID Connect. */
  readonly uid: string;
}

export interface GitLabUser {
  readonly id: number;
  /** GitLab or the person chooses it, so it proves nothing about who the person is. */
  readonly username: string;
  readonly name: string;
  readonly state: GitLabState;
  /** In lower case. Undefined if the account has none, or one that GitLab has made up. */
  readonly email: string | undefined;
  /**
   * When GitLab itself confirmed the address. It proves something only for an account without identities: for all others, GitLab
   * takes the provider's word and sets it without any email.
   */
  readonly confirmedAt: Date | undefined;
  readonly createdAt: Date | undefined;
  readonly identities: readonly GitLabIdentity[];
  readonly isAdmin: boolean;
  readonly url: string;
}

/**
 * What approving came to. `already`: it doesn't wait for approval, and this is its state now. `invalid`: GitLab's own words about
 * what is wrong with the account. "gone": there is no such account.
 */
export type Approval = "approved" | { readonly already: GitLabState } | { readonly invalid: string } | "gone";

/**
 * What rejecting came to. "rejected": GitLab deletes the account in the background, which may take minutes; see `isGone`. `holds`:
 * what the account has, such as "2 projects"; nothing was deleted.
 */
export type Rejection =
  | "rejected"
  | { readonly already: GitLabState }
  | { readonly holds: readonly string[] }
  | "gone";

/** What a change of the state came to. `refused`: from this state, GitLab would do something else, so it wasn't asked. */
export type StateChange = "done" | { readonly refused: GitLabState } | "gone";

/** The numbers of GitLab's roles (GitLab, lib/gitlab/access.rb). */
export const ACCESS_LEVELS = { guest: 10, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const;

export interface GitLabGroup {
  readonly id: number;
  readonly name: string;
  readonly fullPath: string;
}

export interface GitLabMember {
  readonly userId: number;
  readonly username: string;
  readonly state: GitLabState;
  readonly accessLevel: number;
}

export interface GitLabInvitation {
  /** In lower case. */
  readonly email: string;
  readonly accessLevel: number;
}

/** A group or a project of which someone is a direct member. */
export interface GitLabMembership {
  readonly type: "group" | "project";
  readonly id: number;
  readonly name: string;
  readonly accessLevel: number;
}

/** "direct": only those who were added to the group itself; "all": also those who come from a group above it. */
export type MemberScope = "direct" | "all";

/** The token that acct uses. */
export interface GitLabToken {
  /** Undefined if it never expires. */
  readonly expiresAt: Date | undefined;
  readonly scopes: readonly string[];
}

/**
 * A GitLab server, through its REST API v4 and with an admin's token. Every method throws a `Failure` if GitLab doesn't respond,
 * refuses acct, or answers something else than expected, and a `LoginRejectedError` if the token is rejected.
 */
export interface GitLab {
  /** The URL of the server, without a slash at the end. */
  readonly url: string;
  /** Throws a sentence if acct wouldn't see everything, or could not approve anyone. Changes nothing. Called at the beginning of each pass. */
  checkRights(): Promise<void>;
  /** When the token expires and what it may do. Undefined if GitLab can't say. */
  tokenExpiry(): Promise<GitLabToken | undefined>;
  /**
   * Lists every person with an account, in every state, in the order of the IDs, each once. Bots, service accounts, placeholders, and
   * internal users are left out. Throws, maybe after some have been listed, if it can't be sure that it has listed everyone.
   */
  listUsers(): AsyncIterable<GitLabUser>;
  findUser(id: number): Promise<GitLabUser | undefined>;
  /** People with this identity. GitLab compares spellings in its own way, so the caller compares again. */
  findByIdentity(identity: GitLabIdentity): Promise<readonly GitLabUser[]>;
  /** People whose main address is this one, confirmed or not. */
  findByAddress(address: string): Promise<readonly GitLabUser[]>;
  findByUsername(username: string): Promise<GitLabUser | undefined>;
  /** Approves an account that waits for approval. Safe to repeat. */
  approve(id: number): Promise<Approval>;
  /**
   * Rejects an account that waits for approval, which deletes it permanently, unless there is anything in it. A second call for the
   * same account would email the person again, so the caller has to remember that it was made.
   */
  reject(id: number): Promise<Rejection>;
  /** Whether the account has been deleted. */
  isGone(id: number): Promise<boolean>;
  /** Blocks an account that is active or deactivated. */
  block(id: number): Promise<StateChange>;
  /** Makes a blocked account active, but never one that waits for approval or was banned, which GitLab would make active as well. */
  unblock(id: number): Promise<StateChange>;
  /** Throws a `GitLabError` with the status 403 if the person was active recently. */
  deactivate(id: number): Promise<StateChange>;
  activate(id: number): Promise<StateChange>;
  /** Reads a custom attribute of an account, which only admins can see and change. */
  readAttribute(id: number, key: string): Promise<string | undefined>;
  writeAttribute(id: number, key: string, value: string): Promise<void>;
  deleteAttribute(id: number, key: string): Promise<void>;
  /** Lists the groups and projects of which someone is a direct member, without their personal projects. */
  listMemberships(id: number): Promise<readonly GitLabMembership[]>;
  /** Finds a group by its path from the top: "labs/astro". */
  findGroup(fullPath: string): Promise<GitLabGroup | undefined>;
  findGroupById(id: number): Promise<GitLabGroup | undefined>;
  listMembers(groupId: number, scope: MemberScope): Promise<readonly GitLabMember[]>;
  findMember(groupId: number, userId: number, scope: MemberScope): Promise<GitLabMember | undefined>;
  /** Adds a direct member, or changes the role of one. Safe to repeat. */
  setMember(groupId: number, userId: number, accessLevel: number): Promise<void>;
  /** Removes a direct member from the group and everything below it. Safe to repeat. */
  removeMember(groupId: number, userId: number): Promise<void>;
  /** Lists who was invited by address and has no account yet. */
  listInvitations(groupId: number): Promise<readonly GitLabInvitation[]>;
  /** Invites someone by address. Throws a sentence with GitLab's reason if that failed. Safe to repeat. */
  invite(groupId: number, invitation: GitLabInvitation): Promise<void>;
}
