import type { UsersInfoResponse } from "@slack/web-api";
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Actor, ChatMembership } from "../chat.ts";
import { toChatId } from "./slack-id.ts";

type User = NonNullable<UsersInfoResponse["user"]>;

interface PeopleConfig {
  readonly admins: { readonly userGroup?: string | undefined; readonly users: readonly string[] };
}

/** Whoever lost a right loses it here at most this much later. */
const KEPT_MS = 60_000;

/** The people of the workspace, asked for one at a time: big workspaces answer a list of all with 429. */
export function slackPeople(client: WebClient, { admins }: PeopleConfig, teamId: () => Promise<string>) {
  const users = new Map<string, { at: number; user: Promise<User> }>();
  let group: { at: number; members: Promise<string[]> } | undefined;

  function fetchUser(id: string): Promise<User> {
    const known = users.get(id);
    if (known && Date.now() - known.at < KEPT_MS) return known.user;
    if (users.size > 10_000) users.clear();
    const user = client.users.info({ user: id }).then((answer) => answer.user ?? {});
    users.set(id, { at: Date.now(), user });
    user.catch(() => users.delete(id));
    return user;
  }

  async function isAdmin(id: string): Promise<boolean> {
    if (admins.users.includes(id)) return true;
    if (!admins.userGroup) return false;
    if (!group || Date.now() - group.at >= KEPT_MS) {
      const members = client.usergroups.users
        .list({ usergroup: admins.userGroup })
        .then((answer) => answer.users ?? [])
        .catch((error: unknown) => {
          // Nobody is its member, and everybody else can go on. `checkAdmins` sees to it that somebody hears of it.
          if (isError(error, "no_such_subteam")) return [];
          throw error;
        });
      group = { at: Date.now(), members };
      members.catch(() => {
        group = undefined;
      });
    }
    return (await group.members).includes(id);
  }

  async function actorOf(user: User): Promise<Actor> {
    const id = user.id ?? "";
    const { profile = {} } = user;
    const name = plainName(profile.real_name || user.real_name || user.name || "") || id;
    const membership = chatMembershipOf(user, await teamId());
    return {
      user: toChatId(id),
      name,
      email: user.is_email_confirmed === true ? profile.email : undefined,
      // The field may be missing from Slack's answers, which says neither.
      ...(user.is_email_confirmed === undefined && profile.email ? { unverifiedEmail: profile.email } : {}),
      givenName: profile.first_name ?? name.split(" ").slice(0, -1).join(" "),
      familyName: profile.last_name ?? name.split(" ").at(-1) ?? "",
      membership,
      isAdmin: membership === "member" && (await isAdmin(id)),
    };
  }

  return {
    /** This person as they are now. `id`: Slack's own. */
    async getUser(id: string): Promise<Actor> {
      try {
        return await actorOf(await fetchUser(id));
      } catch (error) {
        if (isError(error, "users_not_found", "user_not_found")) return nobody(id);
        throw error;
      }
    },

    async find(email: string): Promise<Actor | undefined> {
      try {
        const { user } = await client.users.lookupByEmail({ email });
        const actor = user && (await actorOf(user));
        // Slack may know the address of somebody who has never shown that it is theirs.
        const isTheirs = actor?.email?.toLowerCase() === email.toLowerCase();
        return actor?.membership === "member" && isTheirs ? actor : undefined;
      } catch (error) {
        if (isError(error, "users_not_found")) return undefined;
        throw error;
      }
    },
  };
}

/** Everybody writes their own name, and it stands in mails of ours, where an address in it would become a link. */
function plainName(text: string): string {
  return text
    .replace(/:\/\/|[<>@]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function isError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}

/** An id that Slack does not know, or does not know any more: may do nothing, like somebody who has left. */
function nobody(id: string): Actor {
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

export function chatMembershipOf(user: User, ourTeam: string): ChatMembership {
  if (user.deleted) return "deactivated";
  if (user.is_bot || user.is_workflow_bot || user.id === "USLACKBOT") return "bot";
  if (user.is_stranger || (user.team_id !== undefined && user.team_id !== ourTeam)) return "external";
  return user.is_restricted || user.is_ultra_restricted ? "guest" : "member";
}
