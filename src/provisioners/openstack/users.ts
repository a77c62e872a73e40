import { randomBytes } from "node:crypto";
import { Failure } from "../../failure/failure.ts";
import { type AccountRef, NameConflictError, type Person } from "../provisioner.ts";
import { isStatus } from "./call-keystone.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import type { KeystoneProject } from "./projects.ts";

export interface KeystoneUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly enabled: boolean;
}

const CONFLICT = 409;

/** Manages the users of our domain, whose names `toUserName` gives. */
export function keystoneUsers(keystone: KeystoneClient, toUserName: (account: AccountRef) => string) {
  async function find(account: AccountRef): Promise<KeystoneUser | undefined> {
    const query = new URLSearchParams({ name: toUserName(account), domain_id: await keystone.domainId() });
    const { users } = await keystone.get<{ users: KeystoneUser[] }>(`/users?${query}`);
    return users[0];
  }

  /** Throws `NameConflictError` if the name belongs to someone else. */
  async function findOurs(account: AccountRef): Promise<KeystoneUser | undefined> {
    const user = await find(account);
    if (!user || hasAddress(user, account)) return user;
    throw new NameConflictError(
      `OpenStack has a user ${user.name} with another address (${user.email ?? "none"}).`,
    );
  }

  return {
    find,
    findOurs,

    /** Returns a user who must exist. */
    async get(account: AccountRef): Promise<KeystoneUser> {
      const user = await findOurs(account);
      if (!user) throw new Failure(`OpenStack has no user named ${toUserName(account)}`);
      return user;
    },

    /** Returns the user and whether they were created. */
    async ensure(person: Person, project: KeystoneProject): Promise<[user: KeystoneUser, isNew: boolean]> {
      const before = await findOurs(person);
      if (before) return [before, false];
      const { email, givenName, familyName } = person;
      const user = {
        name: toUserName(person),
        ...(email === null ? {} : { email }),
        description: `${givenName} ${familyName}`,
        // No one knows this password: the person sets their own on the password page.
        password: `${randomBytes(24).toString("base64url")}aA1`,
        domain_id: await keystone.domainId(),
        default_project_id: project.id,
      };
      try {
        const made = await keystone.send<{ user: KeystoneUser }>("POST", "/users", { user });
        return [made.user, true];
      } catch (error) {
        const there = isStatus(error, CONFLICT) ? await findOurs(person) : undefined;
        if (!there) throw error;
        return [there, false];
      }
    },
  };
}

export function hasAddress({ email }: KeystoneUser, account: AccountRef): boolean {
  return account.email !== null && email?.toLowerCase() === account.email.toLowerCase();
}
