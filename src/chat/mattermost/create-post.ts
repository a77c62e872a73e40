import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { BusyError, type PostOptions } from "../chat.ts";
import { findBegunPost } from "./begun-post.ts";
import { sign } from "./callback-keys.ts";
import type { Client } from "./client.ts";
import type { FindIds } from "./find-ids.ts";
import { isRefused, MattermostError } from "./mattermost-error.ts";
import { readMessageRef, toChatId } from "./mattermost-id.ts";
import type { MattermostPost } from "./mattermost-post.ts";
import type { PostMemory } from "./post-memory.ts";
import { KEY_PROP, type ServerPost } from "./server-post.ts";

interface CreatePostDeps {
  readonly background: Client;
  readonly ids: Pick<FindIds, "bot">;
  readonly memory: PostMemory;
  readonly keys: SecretKeys;
  /** The maximum number of messages, and of edits, in one place per minute. */
  readonly perMinute: number;
}

/** How soon the server has saved a post that it says it is still saving. */
const SAVING_MS = 1000;

/** The server's names for why a message can't get replies, such as one that was deleted. */
const NO_THREAD = [
  "api.post.create_post.root_id.app_error",
  "api.post.create_post.channel_root_id.app_error",
];
interface CreateOptions {
  readonly thread?: string | undefined;
  readonly key?: string | undefined;
  /** It was not tried before. */
  readonly isFirst?: boolean;
}

const KEY_LENGTH = 26;

/** Only an answer that says so means that nothing was posted. */
const isNothingPosted = (error: unknown): boolean =>
  error instanceof BusyError || (error instanceof MattermostError && error.id !== "" && error.status < 500);

/** Creates posts once, whatever happens to the server's answers, and edits them. */
export function openCreatePost({ background, ids, memory, keys, perMinute }: CreatePostDeps) {
  /** Two installations may share a bot, and give the same name to different messages. */
  const toKey = (name: string | undefined) =>
    name === undefined ? undefined : sign(keys.current, "post", [name]).slice(0, KEY_LENGTH);

  async function create(
    channel: string,
    post: MattermostPost,
    { thread, key, isFirst = true }: CreateOptions = {},
  ): Promise<ServerPost> {
    const root = thread === undefined ? undefined : readMessageRef(thread);
    const isReply = root?.channel === channel;
    const pending = key === undefined ? "" : `${await ids.bot()}:${key}`;
    const slot = { place: toChatId(channel), perMinute };
    const body = {
      channel_id: channel,
      ...(key === undefined ? post : { ...post, props: { ...post.props, [KEY_PROP]: key } }),
      ...(pending ? { pending_post_id: pending } : {}),
    };
    let made: ServerPost;
    try {
      const sent = isReply ? { ...body, root_id: root.post } : body;
      made = await background.post<ServerPost>("/posts", sent, slot);
    } catch (error) {
      if (isReply && isRefused(error, ...NO_THREAD)) return create(channel, post, { key, isFirst });
      if (isRefused(error, "api.post.deduplicate_create_post.pending")) throw new BusyError(SAVING_MS);
      if (key && isFirst && isNothingPosted(error)) await memory.drop(key);
      throw error;
    }
    // The server returns an earlier post with this ID as it is stored, which is without the ID.
    return pending && made.pending_post_id !== pending ? patch(channel, made.id, post) : made;
  }

  const patch = (channel: string, post: string, { message, props }: MattermostPost) =>
    background.put<ServerPost>(
      `/posts/${post}/patch`,
      { message, props },
      { place: toChatId(`${channel} edits`), perMinute },
    );

  /** Posts something that may have been posted before, whose answer was lost. */
  async function createOnce(
    channel: string,
    post: MattermostPost,
    options: PostOptions,
  ): Promise<ServerPost> {
    const key = toKey(options.key);
    if (key === undefined) return create(channel, post, { thread: options.thread });
    const since = await memory.begin(key);
    const bot = await ids.bot();
    const there = since && (await findBegunPost(background, { channel, bot, key, since }));
    if (there !== undefined) return patch(channel, there, post);
    return create(channel, post, { thread: options.thread, key, isFirst: since === undefined });
  }

  return { createOnce, patch, toKey };
}
