import type { Log } from "../../log.ts";
import type { Client } from "./client.ts";
import { toChatId, toMattermostId } from "./mattermost-id.ts";
import { type PostedPost, type TypedMessage, toTyped } from "./typed-message.ts";

export interface ConversationDeps {
  readonly client: Pick<Client, "get">;
  readonly log: Log;
  readonly now: () => Date;
  /** Returns the server's ID of acct's bot. */
  bot(): Promise<string>;
  readonly conversations: Conversations;
  /** Handles what a person typed, and keeps how far their conversation was read. Each message counts once. */
  typed(message: TypedMessage): Promise<void>;
}

/** What acct remembers of the conversations with people. */
export interface Conversations {
  list(): Promise<readonly Read[]>;
  keep(read: Read): Promise<void>;
}

interface Read {
  /** The chat's ID of the channel with the person. */
  readonly id: string;
  /** The server's ID of the last post that was read. */
  readonly lastRead: string;
  readonly lastReadAt: Date;
}

interface Channel {
  readonly id: string;
  readonly type: string;
  readonly last_post_at: number;
}

interface Posts {
  /** The newest comes first. */
  readonly order: readonly string[];
  readonly posts: Readonly<Record<string, PostedPost>>;
}

/** The clocks of acct and the server may differ by this much. What is read twice counts once. */
const SKEW_MS = 60_000;
const PAGE_SIZE = 200;
const MAX_PAGES = 50;

/**
 * Reads what people typed while acct was disconnected, in the order in which they typed it. `since` counts where acct has read nothing
 * yet. The posts after a known one are read by its ID: by time, the server leaves some out.
 */
export async function catchUp(since: Date, deps: ConversationDeps): Promise<void> {
  const { client, log } = deps;
  const bot = await deps.bot();
  const read = new Map((await deps.conversations.list()).map((one) => [toMattermostId(one.id), one]));
  const lastTimes = [...read.values()].map(({ lastReadAt }) => lastReadAt.getTime());
  // Processes that ran before this one have read everything up to then.
  const floor =
    Math.min(lastTimes.reduce((one, other) => Math.max(one, other), 0) || Infinity, since.getTime()) -
    SKEW_MS;
  const channels = await client.get<readonly Channel[]>(`/users/${bot}/channels`).catch((error: unknown) => {
    log.info({ err: error }, "the server doesn't list the bot's channels; reading the known ones");
    return [...read.keys()].map((id) => ({ id, type: "D", last_post_at: Number.POSITIVE_INFINITY }));
  });
  for (const { id, type, last_post_at } of channels) {
    const last = read.get(id);
    if (type !== "D" || last_post_at <= (last?.lastReadAt.getTime() ?? floor)) continue;
    try {
      const posts = await (last ? readAfter(id, last.lastRead, client) : readNewest(id, floor, client));
      for (const post of posts) {
        const typed = toTyped(post, bot);
        if (typed) await deps.typed(typed);
      }
    } catch (error) {
      log.warn({ err: error, channel: id }, "could not read what someone typed while acct was disconnected");
    }
  }
}

/** Handles a message, then remembers that its conversation was read up to there. */
export async function handleTyped(
  message: TypedMessage,
  handle: (message: TypedMessage) => Promise<void>,
  { keep }: Conversations,
): Promise<void> {
  const { channel, post, postedAt } = message;
  try {
    await handle(message);
  } finally {
    await keep({ id: toChatId(channel), lastRead: post, lastReadAt: postedAt });
  }
}

async function readAfter(channel: string, post: string, client: Pick<Client, "get">): Promise<PostedPost[]> {
  const found: PostedPost[] = [];
  let after = post;
  for (let page = 0; page < MAX_PAGES; page++) {
    const newer = await readPage(`/channels/${channel}/posts?after=${after}&per_page=${PAGE_SIZE}`, client);
    const last = newer.at(-1);
    if (!last) return found;
    found.push(...newer);
    after = last.id;
  }
  return found;
}

async function readNewest(
  channel: string,
  since: number,
  client: Pick<Client, "get">,
): Promise<PostedPost[]> {
  const newest = await readPage(`/channels/${channel}/posts?per_page=${PAGE_SIZE}`, client);
  return newest.filter(({ create_at }) => create_at > since);
}

async function readPage(path: string, client: Pick<Client, "get">): Promise<PostedPost[]> {
  const { order, posts } = await client.get<Posts>(path);
  return order
    .toReversed()
    .flatMap((id) => posts[id] ?? [])
    .toSorted((one, other) => one.create_at - other.create_at);
}
