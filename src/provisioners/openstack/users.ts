import { randomBytes } from "node:crypto";
import { Failure } from "../../failure/failure.ts";
import { fullName } from "../../view/full-name.ts";
import {
  type AccountRef,
  type ExternalRef,
  externalIdIn,
  NameConflictError,
  type Person,
  RenewedIdError,
} from "../provisioner.ts";
import { isStatus } from "./call-keystone.ts";
import { getWhole } from "./get-whole.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import type { KeystoneProject } from "./projects.ts";

export interface KeystoneUser {
  readonly id: string;
  readonly domain_id: string;
  readonly name: string;
  readonly email?: string | null;
  readonly description?: string | null;
  readonly default_project_id?: string | null;
  readonly enabled: boolean;
  /** In ISO 8601 without a zone, in UTC; null if the password never expires. */
  readonly password_expires_at?: string | null;
}

/** Keystone doesn't know our numbers. */
export type UserRef = Omit<AccountRef, "uidNumber">;

const CONFLICT = 409;
/**
 * Where `change_password_upon_first_use` is set, Keystone would reject the first login with a password that someone else has set.
 * The person has chosen this one (Identity API v3, "User Options").
 */
export const CHOSEN_BY_PERSON = { ignore_change_password_upon_first_use: true };

/** Manages the users of our domain, whose names `toUserName` gives. */
export function keystoneUsers(keystone: KeystoneClient, toUserName: (account: UserRef) => string) {
  /** Finds the user whose ID we know, wherever they are and whatever they are called by now. */
  async function findKnown(account: UserRef): Promise<KeystoneUser | undefined> {
    const id = keystoneId(externalIdIn(account, "OpenStack"));
    if (id === undefined) return undefined;
    return (await keystone.find<{ user: KeystoneUser }>(`/users/${encodeURIComponent(id)}`))?.user;
  }

  async function findByName(account: UserRef): Promise<KeystoneUser | undefined> {
    const query = new URLSearchParams({ name: toUserName(account), domain_id: await keystone.domainId() });
    const { users } = await getWhole<{ users: KeystoneUser[] }>(keystone, `/users?${query}`);
    return users[0];
  }

  /**
   * Throws `NameConflictError` if we don't know the user's ID and the name belongs to someone else, and `RenewedIdError` if the
   * name belongs to another user than the one we know.
   */
  async function findOurs(account: UserRef): Promise<KeystoneUser | undefined> {
    const known = await findKnown(account);
    if (known) return known;
    const user = await findByName(account);
    if (!user) return undefined;
    const before = keystoneId(externalIdIn(account, "OpenStack"));
    if (before !== undefined) {
      throw new RenewedIdError(
        `The OpenStack user ${user.name} was created again: acct knows the ID ${before}, and it is ${user.id} now. If it is the same person, decide so with acct adopt`,
      );
    }
    if (hasAddress(user, account)) return user;
    throw new NameConflictError(
      `OpenStack has a user ${user.name} with another address (${user.email ?? "none"}). If it is the same person, adopt the account: acct adopt`,
    );
  }

  return {
    findOurs,
    findNamed: findByName,

    /** Returns a user who must exist. */
    async get(account: UserRef): Promise<KeystoneUser> {
      const user = await findOurs(account);
      if (!user) throw new Failure(`OpenStack has no user named ${toUserName(account)}`, { lasts: true });
      return user;
    },

    async change(user: KeystoneUser, change: Readonly<Record<string, unknown>>): Promise<void> {
      await keystone.send("PATCH", `/users/${user.id}`, { user: change });
    },

    /** Returns the user and whether they were created. */
    async ensure(person: Person, project: KeystoneProject): Promise<[user: KeystoneUser, isNew: boolean]> {
      const before = await findOurs(person);
      if (before) return [before, false];
      const { email } = person;
      const user = {
        name: toUserName(person),
        ...(email === null ? {} : { email }),
        description: fullName(person),
        // No one knows this password: the person sets their own on the password page.
        password: `${randomBytes(24).toString("base64url")}aA1`,
        domain_id: await keystone.domainId(),
        default_project_id: project.id,
        options: CHOSEN_BY_PERSON,
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

export function hasAddress({ email }: KeystoneUser, account: Pick<UserRef, "email">): boolean {
  return account.email !== null && email?.toLowerCase() === account.email.toLowerCase();
}

/** Keystone's IDs are unique, but the registry also keeps the domain: "default/8f1c…". */
export function keystoneRef({ id, domain_id, name }: KeystoneUser | KeystoneProject): ExternalRef {
  return { id: `${domain_id}/${id}`, name };
}

export function keystoneId(external: string | undefined): string | undefined {
  return external?.split("/").at(-1);
}
