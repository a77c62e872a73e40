import type { Client } from "./client.ts";
import { KEY_PROP, type ServerPost } from "./server-post.ts";

interface Begun {
  readonly channel: string;
  readonly bot: string;
  readonly key: string;
  readonly since: Date;
}

interface PostList {
  /** The newest comes first. */
  readonly order: readonly string[];
  readonly posts: Readonly<Record<string, ServerPost>>;
}

/** The clocks of acct and the server may differ by this much. */
const SKEW_MS = 5 * 60_000;
const MAX_PAGES = 10;

/**
 * Finds the post of an earlier attempt whose answer was lost. The server recognizes a repeated call by its `pending_post_id`, but
 * only for 30 seconds, and only if the same node of a cluster gets both calls (deduplicateCreatePost in
 * server/channels/app/post.go).
 */
export async function findBegunPost(
  client: Client,
  { channel, bot, key, since }: Begun,
): Promise<string | undefined> {
  const oldest = since.getTime() - SKEW_MS;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { order, posts } = await client.get<PostList>(
      `/channels/${channel}/posts?page=${page}&per_page=200`,
    );
    const found = order.flatMap((id) => posts[id] ?? []);
    const ours = found.find(({ user_id, props }) => user_id === bot && props[KEY_PROP] === key);
    if (ours) return ours.id;
    if (found.length === 0 || found.some(({ create_at }) => create_at < oldest)) return undefined;
  }
  return undefined;
}
