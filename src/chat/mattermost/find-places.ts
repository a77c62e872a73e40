import { Failure } from "../../failure/failure.ts";
import type { Client } from "./client.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { MattermostError } from "./mattermost-error.ts";
import { isId } from "./mattermost-id.ts";

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly display_name: string;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly delete_at: number;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly delete_at: number;
  readonly is_bot?: boolean;
  readonly roles?: string;
}

/** Finds the team of acct.yml by its name or ID. Throws a failure that says what to do. */
export function findTeam(client: Client, { team }: Pick<MattermostConfig, "team">): Promise<Team> {
  return byNameOrId<Team>(team, {
    byId: () => client.get(`/teams/${team}`),
    byName: () => client.get(`/teams/name/${team}`),
    missing: `mattermost.team: there is no team ${team}, or the bot isn't in it: check the name in the team's URL, and add the bot to the team`,
  });
}

/** Finds the admin channel in the team, by its name or ID. Throws a failure that says what to do. */
export function findAdminChannel(
  client: Client,
  { id }: Pick<Team, "id">,
  { adminChannel }: Pick<MattermostConfig, "adminChannel">,
): Promise<Channel> {
  return byNameOrId<Channel>(adminChannel, {
    byId: () => client.get(`/channels/${adminChannel}`),
    byName: () => client.get(`/teams/${id}/channels/name/${adminChannel}?include_deleted=true`),
    missing: `mattermost.adminChannel: there is no channel ${adminChannel} in the team, or the bot isn't in it: check the name in the channel's URL, and invite the bot with /invite`,
  });
}

/** Finds a person by their username or ID. Throws a failure that says what to do. */
export function findUser(client: Client, named: string, setting: string): Promise<User> {
  return byNameOrId<User>(named, {
    byId: () => client.get(`/users/${named}`),
    byName: () => client.get(`/users/username/${named}`),
    missing: `${setting}: there is no one with the username or ID ${named}`,
  });
}

interface Lookup<T> {
  byId(): Promise<T>;
  byName(): Promise<T>;
  readonly missing: string;
}

/** A name may look like an ID. The server hides what the bot may not see as if it didn't exist, or refuses it. */
async function byNameOrId<T>(named: string, { byId, byName, missing }: Lookup<T>): Promise<T> {
  const found =
    (isId(named) ? await byId().catch(whenHidden) : undefined) ?? (await byName().catch(whenHidden));
  if (found === undefined) throw new Failure(missing);
  return found;
}

function whenHidden(error: unknown): undefined {
  if (error instanceof MattermostError && error.id !== "" && [400, 403, 404].includes(error.status))
    return undefined;
  throw error;
}
