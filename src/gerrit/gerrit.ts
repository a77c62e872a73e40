import { z } from "zod";
import { noGuards } from "../credentials/login-guard.ts";
import { Failure } from "../failure/failure.ts";
import { type GerritConfig, gerritClient } from "./gerrit-client.ts";

export interface GerritAccount {
  readonly id: number;
  readonly username: string;
  readonly isActive: boolean;
}

export interface GerritGroup {
  /** The UUID as Gerrit writes it in URLs. */
  readonly id: string;
  readonly name: string;
  /** Whether Gerrit shows its members to every user. */
  readonly isVisibleToAll: boolean;
}

/** What acct reads in Gerrit. All of it throws a `Failure` if Gerrit doesn't answer as it should. */
export interface Gerrit {
  /** Whether people's usernames in Gerrit are those they have in LDAP, and they can't choose others. */
  usesLdapUsernames(signal?: AbortSignal): Promise<boolean>;
  /** Finds the accounts with exactly this username, also inactive ones. */
  findAccounts(username: string, signal?: AbortSignal): Promise<readonly GerritAccount[]>;
  /** Finds a group by its UUID or its whole name. Undefined if there is none, or if acct may not see it. */
  findGroup(nameOrId: string, signal?: AbortSignal): Promise<GerritGroup | undefined>;
  /** Whether an account is in a group, also through other groups. Undefined if Gerrit doesn't show acct enough to tell. */
  isMember(account: GerritAccount, group: GerritGroup, signal?: AbortSignal): Promise<boolean | undefined>;
  /** Logs in. Throws a `Failure` if that doesn't work. */
  check(): Promise<void>;
}

/** AccountInfo (rest-api-accounts.html) with `o=DETAILS`. */
const account = z.looseObject({
  _account_id: z.int(),
  username: z.string().optional(),
  inactive: z.boolean().default(false),
  _more_accounts: z.boolean().default(false),
});

/** GroupInfo (rest-api-groups.html). */
const group = z.looseObject({
  id: z.string().min(1),
  name: z.string().optional(),
  options: z.looseObject({ visible_to_all: z.boolean().default(false) }).prefault({}),
});

/** ServerInfo (rest-api-config.html). */
const serverInfo = z.looseObject({
  auth: z.looseObject({ auth_type: z.string(), editable_account_fields: z.array(z.string()).default([]) }),
});

/** The ways to sign in whose username is the one in LDAP (config-gerrit.html, auth.type). */
const LDAP_TYPES: readonly string[] = ["LDAP", "LDAP_BIND", "CLIENT_SSL_CERT_LDAP", "HTTP_LDAP"];

/** Gerrit's rules for usernames allow more or less, depending on the version, but no quotes and no spaces. */
const USERNAME = /^[\p{L}\p{N}._@+-]{1,128}$/u;

/** Reads accounts and groups of Gerrit. */
export function openGerrit(config: GerritConfig, guards = noGuards): Gerrit {
  const client = gerritClient(config, guards);

  return {
    async usesLdapUsernames(signal) {
      const { auth } = await client.get("config/server/info", serverInfo, signal);
      return LDAP_TYPES.includes(auth.auth_type) && !auth.editable_account_fields.includes("USER_NAME");
    },

    async findAccounts(username, signal) {
      if (!USERNAME.test(username)) return [];
      // Without "is", inactive accounts are left out (user-search-accounts.html).
      const q = `username:"${username}" (is:active OR is:inactive)`;
      const query = new URLSearchParams({ q, o: "DETAILS", n: "20" });
      const found = await client.get(`accounts/?${query}`, z.array(account), signal);
      if (found.some((each) => each._more_accounts))
        throw new Failure(`Gerrit (${config.url}) found too many accounts for the username ${username}`);
      return found
        .filter((each) => each.username === username)
        .map(({ _account_id: id, inactive }) => ({ id, username, isActive: !inactive }));
    },

    async findGroup(nameOrId, signal) {
      const found = await client.find(`groups/${encodeURIComponent(nameOrId)}`, group, signal);
      // Gerrit also takes a number for the ID of a group.
      if (!found || (found.name !== nameOrId && decodeURIComponent(found.id) !== nameOrId)) return undefined;
      const { id, name = nameOrId, options } = found;
      return { id, name, isVisibleToAll: options.visible_to_all };
    },

    async isMember({ id }, wanted, signal) {
      // This list also has the groups that someone is in through others and through LDAP.
      const groups = await client.get(`accounts/${id}/groups/`, z.array(group), signal);
      if (groups.some((each) => each.id === wanted.id)) return true;
      if (wanted.isVisibleToAll) return false;
      // It lacks the groups whose members acct may not see (GroupControl.canSeeMembers); then acct is the only member that it sees.
      const members = await client.get(`groups/${wanted.id}/members/?recursive`, z.array(account), signal);
      if (members.some((each) => each._account_id === id)) return true;
      return members.some((each) => each.username !== config.user) ? false : undefined;
    },

    async check() {
      await client.get("accounts/self", account);
    },
  };
}
