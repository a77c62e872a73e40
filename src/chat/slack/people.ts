import type { UsersInfoResponse } from "@slack/web-api";
import { WebAPIPlatformError } from "@slack/web-api";
import type { Log } from "../../log.ts";
import { toAddress } from "../../view/email-address.ts";
import { personName } from "../../view/person-name.ts";
import { cache } from "../cache.ts";
import type { Actor, ChatMembership } from "../chat.ts";
import { cleanName } from "../clean-name.ts";
import { unknownActor } from "../unknown-actor.ts";
import type { Clients } from "./clients.ts";
import { isRefusal } from "./refusal.ts";
import { toChatId } from "./slack-id.ts";

type User = NonNullable<UsersInfoResponse["user"]>;

interface PeopleConfig {
  readonly admins: { readonly userGroup?: string | undefined; readonly users: readonly string[] };
}

/** How long answers are cached. When someone loses a right in Slack, they lose it in acct after this time at the latest. */
const CACHE_MS = 60_000;

/** How long acct does without the user group after Slack didn't list it, so that not every click waits for Slack. */
const RETRY_GROUP_MS = 5000;

/** Looks up people of the workspace one at a time, because Slack answers a list of everyone in a big workspace with 429. */
export function slackPeople(
  { lookups: client, awaitedLookups }: Pick<Clients, "lookups" | "awaitedLookups">,
  { admins }: PeopleConfig,
  { team, log }: { readonly team: () => Promise<string>; readonly log: Pick<Log, "warn"> },
) {
  const users = cache<User>();
  const addresses = cache<User | undefined>();
  const groups = cache<readonly string[]>();
  let groupLostAt = Number.NEGATIVE_INFINITY;

  const fetchUser = (id: string, maxAgeMs: number): Promise<User> =>
    users(id, maxAgeMs, async () => (await client.users.info({ user: id, include_locale: true })).user ?? {});

  /** The user with this address, whether or not they have confirmed it. */
  const fetchByEmail = (email: string, { isAwaited }: { readonly isAwaited: boolean }) =>
    addresses(email.toLowerCase(), CACHE_MS, async () => {
      try {
        return (await (isAwaited ? awaitedLookups : client).users.lookupByEmail({ email })).user;
      } catch (error) {
        if (isError(error, "users_not_found")) return undefined;
        throw error;
      }
    });

  /**
   * Rights fail closed, but identity does not: while Slack doesn't list the user group, none of its members is an admin, and
   * everyone can keep working. `checkAdmins` reports the cause.
   */
  async function readAdmin(id: string): Promise<Pick<Actor, "isAdmin" | "isAdminUnknown">> {
    if (admins.users.includes(id)) return { isAdmin: true };
    if (performance.now() - groupLostAt < RETRY_GROUP_MS) return { isAdmin: false, isAdminUnknown: true };
    try {
      return { isAdmin: (await listAdminGroup()).includes(id) };
    } catch (error) {
      groupLostAt = performance.now();
      log.warn({ err: error, userGroup: admins.userGroup }, "could not list the user group of the admins");
      return { isAdmin: false, isAdminUnknown: true };
    }
  }

  const listAdminGroup = async (): Promise<readonly string[]> =>
    admins.userGroup ? fetchGroup(admins.userGroup) : [];

  /** The members of a user group. */
  const fetchGroup = (id: string): Promise<readonly string[]> =>
    groups(id, CACHE_MS, async () => (await client.usergroups.users.list({ usergroup: id })).users ?? []);

  async function toActor(user: User): Promise<Actor> {
    const id = user.id ?? "";
    const { profile = {} } = user;
    const name = cleanName(profile.real_name || user.real_name || user.name || "") || id;
    // The form suggests these names. They have neither the emoji nor the pronouns that people add in a chat.
    const own = (part: string | undefined) => (part === undefined ? undefined : cleanName(personName(part)));
    const signed = personName(name);
    const membership = readMembership(user, await team());
    return {
      user: toChatId(id),
      name,
      email: user.is_email_confirmed === true && profile.email ? toAddress(profile.email) : undefined,
      // Slack may omit the field, so a missing field doesn't tell whether the address is confirmed.
      ...(user.is_email_confirmed === undefined && profile.email
        ? { unverifiedEmail: toAddress(profile.email) }
        : {}),
      // Slack omits the address of everyone from apps without users:read.email.
      ...(user.is_email_confirmed === true && !profile.email ? { isEmailHidden: true } : {}),
      givenName: own(profile.first_name) ?? signed.split(" ").slice(0, -1).join(" "),
      familyName: own(profile.last_name) ?? signed.split(" ").at(-1) ?? "",
      ...(user.locale ? { locale: user.locale } : {}),
      membership,
      ...(membership === "member" ? await readAdmin(id) : { isAdmin: false }),
    };
  }

  return {
    /** If Slack refuses to list the user group, none of its members is an admin. */
    async listAdmins(): Promise<string[]> {
      const listed = await listAdminGroup().catch((error: unknown) => {
        if (isRefusal(error)) return [];
        throw error;
      });
      return [...new Set([...admins.users, ...listed])].map(toChatId);
    },

    /** Returns the members of a user group. `id` is Slack's ID. */
    async listGroup(id: string): Promise<string[]> {
      return (await fetchGroup(id)).map(toChatId);
    },

    /** Returns this person's current data. `id` is Slack's ID. */
    async getUser(id: string, maxAgeMs = CACHE_MS): Promise<Actor> {
      try {
        return await toActor(await fetchUser(id, maxAgeMs));
      } catch (error) {
        if (isError(error, "users_not_found", "user_not_found")) return unknownActor(toChatId(id), id);
        throw error;
      }
    },

    async find(email: string, options = { isAwaited: false }): Promise<Actor | undefined> {
      const user = await fetchByEmail(email, options);
      const actor = user && (await toActor(user));
      // Slack may return a person who has never confirmed this address.
      const isTheirs = actor?.email?.toLowerCase() === toAddress(email).toLowerCase();
      return actor?.membership === "member" && isTheirs ? actor : undefined;
    },
  };
}

function isError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}

export type SlackPeople = ReturnType<typeof slackPeople>;

/** Tells what kind of member a Slack user is in the workspace `ourTeam`. */
export function readMembership(user: User, ourTeam: string): ChatMembership {
  if (user.deleted) return "deactivated";
  if (user.is_bot || user.is_workflow_bot || user.id === "USLACKBOT") return "bot";
  if (user.is_stranger || !isInTeam(user, ourTeam)) return "external";
  return user.is_restricted || user.is_ultra_restricted ? "guest" : "member";
}

/**
 * In an Enterprise Grid, `team_id` is one of a person's workspaces or the organization, and `enterprise_user.teams` lists all of
 * their workspaces (docs.slack.dev/reference/objects/user-object).
 */
function isInTeam({ team_id, enterprise_user }: User, ourTeam: string): boolean {
  return team_id === undefined || team_id === ourTeam || (enterprise_user?.teams ?? []).includes(ourTeam);
}
