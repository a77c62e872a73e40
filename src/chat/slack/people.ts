import type { UsersInfoResponse } from "@slack/web-api";
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Actor, ChatMembership } from "../chat.ts";
import { toChatId } from "./slack-id.ts";

type User = NonNullable<UsersInfoResponse["user"]>;

interface PeopleConfig {
  readonly admins: { readonly userGroup?: string | undefined; readonly users: readonly string[] };
}

/** How long answers are cached. When someone loses a right in Slack, they lose it in acct after this time at the latest. */
const CACHE_MS = 60_000;

/** Looks up people of the workspace one at a time, because Slack answers a list of everyone in a big workspace with 429. */
export function slackPeople(client: WebClient, { admins }: PeopleConfig, teamId: () => Promise<string>) {
  const users = new Map<string, { at: number; user: Promise<User> }>();
  const groups = new Map<string, { at: number; members: Promise<string[]> }>();

  function fetchUser(id: string, maxAgeMs: number): Promise<User> {
    const known = users.get(id);
    if (known && Date.now() - known.at < maxAgeMs) return known.user;
    if (users.size > 10_000) users.clear();
    const user = client.users.info({ user: id }).then((answer) => answer.user ?? {});
    users.set(id, { at: Date.now(), user });
    user.catch(() => users.delete(id));
    return user;
  }

  async function isAdmin(id: string): Promise<boolean> {
    return admins.users.includes(id) || (await listAdminGroup()).includes(id);
  }

  const listAdminGroup = async (): Promise<readonly string[]> =>
    admins.userGroup ? listGroup(admins.userGroup) : [];

  /** The members of a user group. */
  async function listGroup(id: string): Promise<readonly string[]> {
    const known = groups.get(id);
    if (known && Date.now() - known.at < CACHE_MS) return known.members;
    const members = client.usergroups.users
      .list({ usergroup: id })
      .then((answer) => answer.users ?? [])
      .catch((error: unknown) => {
        // The group has no members then, and everyone else can keep working. `checkAdmins` and doctor report the missing group.
        if (isError(error, "no_such_subteam")) return [];
        throw error;
      });
    groups.set(id, { at: Date.now(), members });
    members.catch(() => groups.delete(id));
    return members;
  }

  async function toActor(user: User): Promise<Actor> {
    const id = user.id ?? "";
    const { profile = {} } = user;
    const name = cleanName(profile.real_name || user.real_name || user.name || "") || id;
    const membership = readMembership(user, await teamId());
    return {
      user: toChatId(id),
      name,
      email: user.is_email_confirmed === true ? profile.email : undefined,
      // Slack may omit the field, so a missing field doesn't tell whether the address is confirmed.
      ...(user.is_email_confirmed === undefined && profile.email ? { unverifiedEmail: profile.email } : {}),
      givenName: profile.first_name ?? name.split(" ").slice(0, -1).join(" "),
      familyName: profile.last_name ?? name.split(" ").at(-1) ?? "",
      membership,
      isAdmin: membership === "member" && (await isAdmin(id)),
    };
  }

  return {
    async listAdmins(): Promise<string[]> {
      return [...new Set([...admins.users, ...(await listAdminGroup())])].map(toChatId);
    },

    /** Returns the members of a user group. `id` is Slack's ID. */
    async listGroup(id: string): Promise<string[]> {
      return (await listGroup(id)).map(toChatId);
    },

    /** Returns this person's current data. `id` is Slack's ID. */
    async getUser(id: string, maxAgeMs = CACHE_MS): Promise<Actor> {
      try {
        return await toActor(await fetchUser(id, maxAgeMs));
      } catch (error) {
        if (isError(error, "users_not_found", "user_not_found")) return toUnknownActor(id);
        throw error;
      }
    },

    async find(email: string): Promise<Actor | undefined> {
      try {
        const { user } = await client.users.lookupByEmail({ email });
        const actor = user && (await toActor(user));
        // Slack may return a person who has never confirmed this address.
        const isTheirs = actor?.email?.toLowerCase() === email.toLowerCase();
        return actor?.membership === "member" && isTheirs ? actor : undefined;
      } catch (error) {
        if (isError(error, "users_not_found")) return undefined;
        throw error;
      }
    },
  };
}

/**
 * Removes what makes URLs and addresses from a name. People choose their own names, and in acct's emails an address in a name
 * would become a link.
 */
function cleanName(text: string): string {
  return text
    .replace(/:\/\/|[<>@]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function isError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}

/**
 * Returns an actor for an ID that Slack doesn't know, or no longer knows. Like someone who has left, this actor may do
 * nothing.
 */
function toUnknownActor(id: string): Actor {
  return {
    user: toChatId(id),
    name: id,
    email: undefined,
    givenName: "",
    familyName: "",
    membership: "deactivated",
    isAdmin: false,
  };
}

export type SlackPeople = ReturnType<typeof slackPeople>;

/** Tells what kind of member a Slack user is in the workspace `ourTeam`. */
export function readMembership(user: User, ourTeam: string): ChatMembership {
  if (user.deleted) return "deactivated";
  if (user.is_bot || user.is_workflow_bot || user.id === "USLACKBOT") return "bot";
  if (user.is_stranger || (user.team_id !== undefined && user.team_id !== ourTeam)) return "external";
  return user.is_restricted || user.is_ultra_restricted ? "guest" : "member";
}
