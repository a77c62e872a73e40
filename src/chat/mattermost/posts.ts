import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { Log } from "../../log.ts";
import type { Card } from "../../view/card.ts";
import type { Notice } from "../../view/notice.ts";
import { type Place, type PostOptions, UnreachableError, type Updated } from "../chat.ts";
import type { Clients } from "./clients.ts";
import { openCreatePost } from "./create-post.ts";
import type { FindIds } from "./find-ids.ts";
import { mattermostChannel } from "./mattermost-channel.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { isMissing, isRefused, MattermostError, NO_PERMISSION } from "./mattermost-error.ts";
import { messageRef, readMessageRef, toChatId, toMattermostId } from "./mattermost-id.ts";
import type { MattermostPost } from "./mattermost-post.ts";
import type { MattermostPeople } from "./people.ts";
import type { PostMemory } from "./post-memory.ts";
import type { ServerPost } from "./server-post.ts";
import { type SignAction, signActions } from "./sign-action.ts";

interface PostsDeps {
  readonly clients: Pick<Clients, "interactive" | "background">;
  readonly ids: FindIds;
  readonly people: Pick<MattermostPeople, "getUser">;
  readonly memory: PostMemory;
  readonly keys: SecretKeys;
  readonly log: Pick<Log, "warn">;
  render(shown: Card | Notice, sign: SignAction): MattermostPost | Promise<MattermostPost>;
}

type PostsConfig = Pick<MattermostConfig, "adminChannel" | "callbackUrl" | "messagesPerMinute">;

const NO_TEAM =
  "the person and acct share no team, and RestrictDirectMessage is set: add the bot to a team of theirs";
const ARCHIVED = "the channel is archived";

/** The server's names for what it would refuse again, each with the reason in plain text. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  [NO_PERMISSION]: "the channel doesn't exist, or acct is not in it: invite it with /invite",
  "api.post.create_post.can_not_post_to_deleted.error": ARCHIVED,
  "api.post.patch_post.can_not_update_post_in_deleted.error": ARCHIVED,
  "api.post.update_post.can_not_update_post_in_deleted.error": ARCHIVED,
  "api.post.create_post.town_square_read_only": "posting there is restricted",
  "api.channel.create_channel.direct_channel.team_restricted_error": NO_TEAM,
  "api.post.create_post.can_not_post_in_restricted_dm.error": NO_TEAM,
  "api.post.patch_post.can_not_update_post_in_restricted_dm.error": NO_TEAM,
};

/** The server accepts edits only for PostEditTimeLimit seconds after the post. */
const TIME_LIMIT = "api.post.update_post.permissions_time_limit.app_error";

/** Posts and edits messages. */
export function openPosts(config: PostsConfig, deps: PostsDeps) {
  const { clients, ids, people, memory, keys, log } = deps;
  const { messagesPerMinute: perMinute, callbackUrl } = config;
  const { createOnce, patch, toKey } = openCreatePost({ ...deps, background: clients.background, perMinute });
  /** The channel with a person never changes. */
  const direct = new Map<string, string>();

  const render = (shown: Card | Notice, channel: string) =>
    deps.render(shown, signActions({ keys, callbackUrl }, { channel, isCard: "collapsed" in shown }));

  async function channelOf({ kind, id }: Place): Promise<string> {
    if (kind === "channel") {
      return id === mattermostChannel(config) ? ids.adminChannel() : toMattermostId(id);
    }
    const user = toMattermostId(id);
    // The server accepts messages to deactivated people, whom no one can tell.
    const why = WHY_NOT[(await people.getUser(user)).membership];
    if (why !== undefined)
      throw new UnreachableError(`Mattermost did not post to ${id}: ${why.text}`, why.code);
    const known = direct.get(user);
    if (known !== undefined) return known;
    const { id: opened } = await clients.background.post<{ readonly id: string }>("/channels/direct", [
      await ids.bot(),
      user,
    ]);
    direct.set(user, opened);
    return opened;
  }

  async function remember(posted: Parameters<PostMemory["keep"]>[0]): Promise<void> {
    await memory
      .keep(posted)
      .catch((error: unknown) => log.warn({ err: error }, "could not remember a message in Mattermost"));
  }

  async function post(place: Place, shown: Card | Notice, options: PostOptions = {}): Promise<string> {
    try {
      const channel = await channelOf(place);
      const made = await createOnce(channel, await render(shown, channel), options);
      const message = messageRef(channel, made.id);
      const key = toKey(options.key);
      await remember({ message, updateAt: made.update_at, key, replaces: options.replaces });
      return message;
    } catch (error) {
      throw explainUnreachable(error, place.id);
    }
  }

  async function update(message: string, shown: Card | Notice): Promise<Updated> {
    const { channel } = readMessageRef(message);
    return edit(message, await render(shown, channel));
  }

  async function edit(message: string, post: MattermostPost): Promise<Updated> {
    if ((await memory.find(message))?.isLocked) return "locked";
    const { channel, post: id } = readMessageRef(message);
    try {
      const { update_at } = await patch(channel, id, post);
      await remember({ message, updateAt: update_at });
      return "shown";
    } catch (error) {
      if (isMissing(error) || isRefused(error, "api.post.update_post.permissions_details.app_error"))
        return "gone";
      if (!isRefused(error, TIME_LIMIT, NO_PERMISSION)) throw explainUnreachable(error, toChatId(channel));
      // Without a right to edit, a post that is gone looks like one that isn't.
      if (error.id === NO_PERMISSION && (await readPost(id)) === undefined) return "gone";
      await memory.lock(message);
      return "locked";
    }
  }

  /** Reads a post. Undefined if it is gone, or if the bot can't see it. */
  async function readPost(id: string): Promise<ServerPost | undefined> {
    try {
      return await clients.interactive.get<ServerPost>(`/posts/${id}`);
    } catch (error) {
      if (isMissing(error) || isRefused(error, NO_PERMISSION)) return undefined;
      throw error;
    }
  }

  return {
    post,
    update,
    readPost,
    /** Edits a message in a person's direct messages, or posts it if there is none. Returns the reference to it. */
    async showDirect(
      user: string,
      message: string | undefined,
      draw: (sign: SignAction) => MattermostPost,
    ): Promise<string> {
      const channel = await channelOf({ kind: "person", id: user });
      const drawn = draw(signActions({ keys, callbackUrl }, { channel, isCard: false }));
      if (message !== undefined && (await edit(message, drawn)) === "shown") return message;
      const made = await createOnce(channel, drawn, {});
      const posted = messageRef(channel, made.id);
      await remember({ message: posted, updateAt: made.update_at, replaces: message });
      return posted;
    },
  };
}

const WHY_NOT: Readonly<Partial<Record<string, { readonly text: string; readonly code: string }>>> = {
  bot: { text: "it belongs to a bot", code: "bot" },
  deactivated: { text: "the person is deactivated or unknown", code: "deactivated" },
};

function explainUnreachable(error: unknown, place: string): unknown {
  const why = error instanceof MattermostError ? UNREACHABLE[error.id] : undefined;
  if (!(error instanceof MattermostError) || why === undefined) return error;
  return new UnreachableError(`Mattermost did not post in ${place}: ${why}`, error.id, { cause: error });
}
