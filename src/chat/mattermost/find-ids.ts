import { cache } from "../cache.ts";
import type { Client } from "./client.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { explainHiddenChannel, isMissing } from "./mattermost-error.ts";
import { isId } from "./mattermost-id.ts";

export interface FindIds {
  /** Returns the server's ID of acct's bot. */
  bot(): Promise<string>;
  /** Returns the server's ID of the admin channel. Throws an `UnreachableError` if acct doesn't see it. */
  adminChannel(): Promise<string>;
  /** Returns the server's ID of a user group, by its name or ID. Undefined if there is none. */
  group(nameOrId: string): Promise<string | undefined>;
  /** Returns the server's ID of a person, by their username. Undefined if there is none. */
  user(username: string): Promise<string | undefined>;
}

interface Named {
  readonly id: string;
  readonly name?: string;
}

/** A name that was given to something else counts for its new owner after this time at the latest. */
const CACHE_MS = 60_000;
const FOREVER_MS = Number.POSITIVE_INFINITY;

/** Finds what acct.yml may name by a name or an ID. */
export function findIds(client: Client, config: Pick<MattermostConfig, "team" | "adminChannel">): FindIds {
  const bots = cache<string>();
  const channels = cache<string>();
  const groups = cache<string | undefined>();
  const users = cache<string | undefined>();
  const { team, adminChannel } = config;

  async function findChannel(): Promise<string> {
    if (isId(adminChannel)) return adminChannel;
    const teamPath = isId(team) ? `/teams/${team}` : `/teams/name/${encodeURIComponent(team)}`;
    const path = `${teamPath}/channels/name/${encodeURIComponent(adminChannel)}?include_deleted=true`;
    const sentence = `There is no channel ~${adminChannel} in the team ${team} of Mattermost, or acct is not in it: add the bot to the team, and to the channel with /invite`;
    return (await client.get<Named>(path).catch(explainHiddenChannel(sentence))).id;
  }

  async function findGroup(nameOrId: string): Promise<string | undefined> {
    const listed = await client.list<Named>(`/groups?q=${encodeURIComponent(nameOrId)}`);
    return listed.find(({ id, name }) => name === nameOrId || id === nameOrId)?.id;
  }

  async function findUser(username: string): Promise<string | undefined> {
    try {
      return (await client.get<Named>(`/users/username/${encodeURIComponent(username)}`)).id;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  return {
    bot: () => bots("me", FOREVER_MS, async () => (await client.get<Named>("/users/me")).id),
    adminChannel: () => channels(adminChannel, CACHE_MS, findChannel),
    group: async (nameOrId) =>
      isId(nameOrId) ? nameOrId : groups(nameOrId, CACHE_MS, () => findGroup(nameOrId)),
    user: (username) => users(username.toLowerCase(), CACHE_MS, () => findUser(username.toLowerCase())),
  };
}
