import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { Failure } from "../../failure/failure.ts";
import { AlreadyReportedError } from "../already-reported-error.ts";
import { AwayError, BusyError } from "../chat.ts";
import { type Pace, unpaced } from "../pace.ts";
import { checkCallback } from "./check-callback.ts";
import { checkCommand } from "./check-command.ts";
import { type Client, openClient } from "./client.ts";
import { type ServerSettings, warnOfSettings, whyNotTrusted } from "./describe-server.ts";
import { type Channel, findAdminChannel, findTeam, findUser, type Team, type User } from "./find-places.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { BOT_REJECTED, isTokenRejection, MattermostError, toReadableError } from "./mattermost-error.ts";
import { toChatId } from "./mattermost-id.ts";

interface Checked {
  readonly sentence: string;
  readonly warnings: readonly string[];
}

const TIMEOUT_MS = 10_000;

/** Checks what acct needs from Mattermost by really doing it. Each check throws a failure that says what to do. */
export function mattermostChecks(config: MattermostConfig, keys: SecretKeys, pace: Pace = unpaced) {
  const client = openClient({ url: config.url, token: config.token, timeoutMs: TIMEOUT_MS, pace });
  let isReported = false;
  let found: Promise<Places> | undefined;
  const places = () => {
    found ??= findPlaces(client, config);
    return found;
  };

  /** Turns what the server answers into a sentence. What stops every call is reported once. */
  const explained =
    <T>(check: () => Promise<T>) =>
    async (): Promise<T> => {
      try {
        return await check();
      } catch (error) {
        if (error instanceof BusyError) {
          const seconds = Math.ceil(error.waitMs / 1000);
          throw new Failure(`Mattermost is rate-limiting acct: try again in ${seconds} s`, { cause: error });
        }
        const stopsAll = isTokenRejection(error) || error instanceof AwayError;
        if (stopsAll && isReported) throw new AlreadyReportedError(String(error));
        if (stopsAll) isReported = true;
        throw isTokenRejection(error) ? new Failure(BOT_REJECTED, { cause: error }) : toReadableError(error);
      }
    };

  return {
    /** The server, its version and settings, and the bot. */
    server: explained(async (): Promise<Checked> => {
      const [settings, bot] = await Promise.all([readSettings(client), client.get<User>("/users/me")]);
      const warnings = [...warnOfSettings(settings), ...(await warnOfBot(client, bot))];
      return {
        sentence: `${config.url} as @${bot.username}, Mattermost ${settings.Version ?? ""}`,
        warnings,
      };
    }),
    adminChannel: explained(async (): Promise<Checked> => {
      const { team, channel } = await places();
      if (channel.delete_at > 0)
        throw new Failure(`mattermost.adminChannel: ${channel.name} is archived: choose another channel`);
      await tryToPost(client, channel);
      const sentence = `can post in ~${channel.name} of the team ${team.display_name}`;
      return { sentence, warnings: warnOfPublic(channel, config.admins) };
    }),
    admins: explained(async (): Promise<Checked> => {
      const { team, channel } = await places();
      const admins = await listAdminUsers(client, config, channel);
      const unable = admins.filter((user) => whyNot(user) !== undefined);
      const [first] = unable.filter(({ isListed }) => isListed);
      if (first)
        throw new Failure(`mattermost.admins.users: ${first.username} ${whyNot(first)}: remove this entry`);
      const able = admins.filter((user) => whyNot(user) === undefined);
      if (able.length === 0)
        throw new Failure("mattermost.admins: no one in there can decide, so no one can approve");
      return { sentence: `${able.length} may approve`, warnings: await warnOfTeams(client, team, able) };
    }),
    /** Whether an address shows who someone is. */
    addresses: explained(async (): Promise<string> => {
      if (!config.trustAddresses)
        return "an address proves nothing: people confirm who they are by a link that acct emails, or are linked by an admin";
      const why = whyNotTrusted(await readSettings(client));
      if (why !== undefined) throw new Failure(`mattermost.trustAddresses: ${why}`);
      return "trusted, because mattermost.trustAddresses says that they come from your directory, and sign-up is closed";
    }),
    command: explained(async (): Promise<string> => {
      const { team, channel } = await places();
      return checkCommand(config, { client, keys, team: team.id, channel: channel.id });
    }),
    callback: explained(async (): Promise<string> => {
      const { id: bot } = await client.get<User>("/users/me");
      return checkCallback(config, { client, keys, bot });
    }),
    /** The chat users who are admins, whether or not they are active. */
    listAdmins: explained(async (): Promise<readonly string[]> => {
      const admins = await listAdminUsers(client, config, (await places()).channel);
      return admins.map(({ id }) => toChatId(id));
    }),
    /**
     * The chat users whom entries in `groups` name. An address is kept, because only its owner can say who they are here.
     * Undefined: Mattermost doesn't let acct read it.
     */
    async listPeople(members: readonly string[]): Promise<readonly string[] | undefined> {
      const listed = members.map(async (member): Promise<readonly string[]> => {
        const [, group] = /^group:mattermost:(.+)$/.exec(member) ?? [];
        return group === undefined
          ? [member]
          : (await listGroup(client, group)).map(({ id }) => toChatId(id));
      });
      const people = await Promise.all(listed).catch(() => undefined);
      return people && [...new Set(people.flat())];
    },
  };
}

/** Anyone in the team can join a public channel. */
function warnOfPublic({ name, type }: Channel, { channelMembers }: MattermostConfig["admins"]): string[] {
  if (type !== "O") return [];
  const what = channelMembers
    ? "anyone in the team can join it and would be an admin, because mattermost.admins.channelMembers is true"
    : "anyone in the team can join it and read every request";
  return [`~${name} is public: ${what}. Make it private`];
}

interface Places {
  readonly team: Team;
  readonly channel: Channel;
}

async function findPlaces(client: Client, config: MattermostConfig): Promise<Places> {
  const team = await findTeam(client, config);
  return { team, channel: await findAdminChannel(client, team, config) };
}

const readSettings = (client: Client) => client.get<ServerSettings>("/config/client?format=old");

/** The server disables a bot together with its owner (docs.mattermost.com, DisableBotsWhenOwnerIsDeactivated). */
async function warnOfBot(client: Client, bot: User): Promise<string[]> {
  if (!bot.is_bot)
    return [
      `MATTERMOST_TOKEN belongs to the person @${bot.username}, whose messages acct's would be: create a bot account, and use its token`,
    ];
  // Servers differ in whether a bot may read about itself. Its owner may also be a plugin, which is no user.
  const owner = await client
    .get<{ owner_id: string }>(`/bots/${bot.id}`)
    .then(({ owner_id }) => client.get<User>(`/users/${owner_id}`))
    .catch(() => undefined);
  if (!owner || owner.is_bot) return [];
  return [
    `the bot belongs to @${owner.username}: if that account is deactivated, Mattermost disables the bot, and acct stops; let an account own it that isn't a person's`,
  ];
}

async function tryToPost(client: Client, { id, name }: Channel): Promise<void> {
  const message = "acct doctor posted this as a test; it will be deleted right away.";
  const post = await client
    .post<{ id: string }>("/posts", { channel_id: id, message })
    .catch((error: unknown) => {
      if (!(error instanceof MattermostError) || error.id === "" || error.status === 401) throw error;
      throw new Failure(
        `mattermost.adminChannel: the bot can't post in ~${name} (${error.id}): invite it with /invite, and check who may post there`,
        { cause: error },
      );
    });
  await client.delete(`/posts/${post.id}`);
}

interface ListedUser extends User {
  /** acct.yml names this person. */
  readonly isListed: boolean;
}

/** The admins of acct.yml, each once, with the bot left out. */
async function listAdminUsers(
  client: Client,
  { admins }: Pick<MattermostConfig, "admins">,
  channel: Channel,
): Promise<ListedUser[]> {
  const named: ListedUser[] = [];
  for (const name of admins.users)
    named.push({ ...(await findUser(client, name, "mattermost.admins.users")), isListed: true });
  const grouped = admins.group === undefined ? [] : await listGroup(client, admins.group);
  const members = admins.channelMembers
    ? (await client.list<User>(`/users?in_channel=${channel.id}`)).filter(
        (user) => whyNot(user) === undefined,
      )
    : [];
  const others = [...grouped, ...members].map((user) => ({ ...user, isListed: false }));
  return [...new Map([...others, ...named].map((user) => [user.id, user])).values()];
}

/** The members of a user group, by its name or ID. */
async function listGroup(client: Client, named: string): Promise<readonly User[]> {
  const groups = await client.list<{ id: string; name: string | null }>(
    `/groups?q=${encodeURIComponent(named)}`,
  );
  const found = groups.find(({ name }) => name === named)?.id ?? named;
  const readMembers = ({ members }: { readonly members: readonly User[] }) => members;
  return client.list<User>(`/groups/${found}/members`, readMembers).catch((error: unknown) => {
    if (!(error instanceof MattermostError) || error.id === "" || error.status === 401) throw error;
    throw new Failure(`the user group ${named} can't be read (${error.id}): check its name`, {
      cause: error,
    });
  });
}

/** Why someone can't decide; undefined if they can. */
function whyNot({ delete_at, is_bot, roles = "" }: User): string | undefined {
  if (delete_at > 0) return "is deactivated";
  if (is_bot) return "is a bot, and bots cannot decide";
  return roles.split(" ").includes("system_guest") ? "is a guest, and guests cannot decide" : undefined;
}

const MOST_NAMED = 5;

/** With RestrictDirectMessage, the bot can only write to people who share a team with it. */
async function warnOfTeams(client: Client, team: Team, admins: readonly User[]): Promise<string[]> {
  const { RestrictDirectMessage } = await readSettings(client);
  if (RestrictDirectMessage !== "team") return [];
  const outside: string[] = [];
  for (const { id, username } of admins) {
    const isIn = await client.get(`/teams/${team.id}/members/${id}`).then(
      () => true,
      (error: unknown) => {
        if (error instanceof MattermostError && error.status === 404) return false;
        throw error;
      },
    );
    if (!isIn) outside.push(`@${username}`);
  }
  if (outside.length === 0) return [];
  const more = outside.length > MOST_NAMED ? ` and ${outside.length - MOST_NAMED} more` : "";
  return [
    `acct can't write to ${outside.slice(0, MOST_NAMED).join(", ")}${more}: they aren't in the team ${team.display_name}, and RestrictDirectMessage is team`,
  ];
}
