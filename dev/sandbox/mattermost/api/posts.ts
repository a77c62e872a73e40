import { doAction } from "../act/do-action.ts";
import { whisper } from "../act/whisper.ts";
import { AppError, invalidBody, invalidUrl, noPermission } from "../app-error.ts";
import { findChannel, findPost, isReader, isRestricted } from "../find.ts";
import { type Installation, isSystemAdmin, type Post, type User } from "../installation.ts";
import { withoutIntegrations } from "../post-json.ts";
import { checkEditLimit, createPost, deletePost, findPending, overwritePost } from "../posts.ts";
import { readable } from "./channels.ts";
import { pageOf, type Route } from "./route.ts";

interface PostBody {
  readonly id?: string;
  readonly channel_id?: string;
  readonly message?: string;
  readonly props?: Record<string, unknown>;
  readonly root_id?: string;
  readonly pending_post_id?: string;
}

/** Posts and the buttons on them: https://api.mattermost.com/#tag/posts. */
export const posts: readonly Route[] = [
  {
    method: "POST",
    path: "/posts",
    status: 201,
    run({ me, body }, { installation }) {
      const {
        channel_id = "",
        message = "",
        props = {},
        root_id = "",
        pending_post_id = "",
      } = body as PostBody;
      const channel = installation.channels.get(channel_id);
      // A channel that doesn't exist is answered like one that is not the user's.
      if (!channel?.members.has(me.id)) throw noPermission();
      if (channel.deleteAt > 0) throw new AppError("api.post.create_post.can_not_post_to_deleted.error", 400);
      if (isRestricted(installation, channel))
        throw new AppError("api.post.create_post.can_not_post_in_restricted_dm.error", 400);
      const same = findPending(installation, pending_post_id);
      // It comes from the database, so it bears no pending ID.
      if (same && isReader(installation, findChannel(installation, same.channelId), me))
        return { ...withoutIntegrations(same), pending_post_id: "" };
      return withoutIntegrations(
        createPost(installation, {
          userId: me.id,
          channelId: channel.id,
          message,
          props,
          rootId: root_id,
          pendingPostId: pending_post_id,
        }),
      );
    },
  },
  {
    method: "POST",
    path: "/posts/ephemeral",
    status: 201,
    run({ me, body }, { installation }) {
      if (!isSystemAdmin(me)) throw noPermission();
      const { user_id = "", post } = body as { user_id?: string; post?: PostBody };
      if (!post?.channel_id) throw invalidBody("body");
      const channel = findChannel(installation, post.channel_id);
      whisper(installation, { userId: user_id, channelId: channel.id }, post.message ?? "", post.props ?? {});
      return { ...post, type: "system_ephemeral" };
    },
  },
  {
    method: "GET",
    path: "/posts/:id",
    run: ({ me, params }, { installation }) => withoutIntegrations(readPost(installation, params.id, me)),
  },
  {
    method: "PUT",
    path: "/posts/:id/patch",
    run({ me, params, body }, { installation }) {
      const { message, props } = body as PostBody;
      const post = editable(installation, params.id, me);
      checkEditLimit(installation, post, { message: message !== undefined, props: props !== undefined });
      const content = { message: message ?? post.message, props: props ?? post.props };
      return withoutIntegrations(
        overwritePost(installation, post, content, me.bot && me.id === post.userId ? "author" : "other"),
      );
    },
  },
  {
    method: "PUT",
    path: "/posts/:id",
    run({ me, params, body }, { installation }) {
      const { id, message = "", props } = body as PostBody;
      if (id !== params.id) throw invalidBody("id");
      const post = editable(installation, params.id, me);
      checkEditLimit(installation, post, { message: message !== post.message, props: props !== undefined });
      // The client sends back what it read, in which nothing has an integration.
      const content = { message, props: props ?? {} };
      return withoutIntegrations(
        overwritePost(installation, post, content, me.bot && me.id === post.userId ? "author" : "other"),
      );
    },
  },
  {
    method: "DELETE",
    path: "/posts/:id",
    run({ me, params }, { installation }) {
      const post = readPost(installation, params.id, me);
      if (post.userId !== me.id && !mayEditOthers(installation, post, me)) throw noPermission();
      deletePost(installation, post);
      return { status: "OK" };
    },
  },
  {
    method: "POST",
    path: "/posts/:id/pin",
    run({ me, params }, { installation }) {
      const post = readPost(installation, params.id, me);
      post.isPinned = true;
      post.updateAt = installation.now();
      installation.changed("message");
      return { status: "OK" };
    },
  },
  {
    method: "POST",
    path: "/posts/:id/actions/:action",
    run: ({ me, params, body }, server) => {
      const { selected_option = "", integration_format } = body as {
        selected_option?: string;
        integration_format?: string;
      };
      const { id: postId = "", action: actionId = "" } = params;
      const format = integration_format === "mm_block" ? "mm_block" : "attachment";
      return doAction({ userId: me.id, postId, actionId, selectedOption: selected_option, format }, server);
    },
  },
  {
    method: "GET",
    path: "/channels/:id/posts",
    run({ me, params, query }, { installation }) {
      const channel = readable(installation, params.id, me);
      const all = [...installation.posts.values()]
        .filter(({ channelId, deleteAt }) => channelId === channel.id && deleteAt === 0)
        .sort((one, other) => other.createAt - one.createAt);
      return listOf(page(all, query));
    },
  },
  {
    method: "GET",
    path: "/posts/:id/thread",
    run({ me, params }, { installation }) {
      const post = readPost(installation, params.id, me);
      const root = post.rootId || post.id;
      return listOf(
        [...installation.posts.values()].filter(
          ({ id, rootId, deleteAt }) => deleteAt === 0 && (id === root || rootId === root),
        ),
      );
    },
  },
];

/** `since` skips what its own answer can't hold; `after` and `before` a post don't. */
function page(newestFirst: readonly Post[], query: Readonly<Record<string, string>>): Post[] {
  if (query.since) {
    const since = Number(query.since);
    if (!Number.isFinite(since)) throw invalidUrl("since");
    return newestFirst.filter(({ updateAt }) => updateAt > since).slice(0, 1000);
  }
  if (query.after) {
    const at = newestFirst.findIndex(({ id }) => id === query.after);
    const newer = at < 0 ? [] : newestFirst.slice(0, at).reverse();
    return pageOf(newer, query).reverse();
  }
  if (query.before) {
    const at = newestFirst.findIndex(({ id }) => id === query.before);
    return at < 0 ? [] : pageOf(newestFirst.slice(at + 1), query);
  }
  return pageOf(newestFirst, query);
}

function listOf(found: readonly Post[]) {
  return {
    order: found.map(({ id }) => id),
    posts: Object.fromEntries(found.map((post) => [post.id, withoutIntegrations(post)])),
    next_post_id: "",
    prev_post_id: "",
    has_next: false,
  };
}

function readPost(installation: Installation, id: string | undefined, me: User): Post {
  const post = findPost(installation, id ?? "");
  if (!isReader(installation, findChannel(installation, post.channelId), me)) throw noPermission();
  return post;
}

/** Finds a post that this user may edit now. */
function editable(installation: Installation, id: string | undefined, me: User): Post {
  // A post that is gone or in a channel of others looks as if it may not be edited.
  const post = installation.posts.get(id ?? "");
  if (!post || post.deleteAt > 0) throw noPermission();
  if (!installation.channels.get(post.channelId)?.members.has(me.id) && !isSystemAdmin(me))
    throw noPermission();
  if (post.userId !== me.id && !mayEditOthers(installation, post, me)) throw noPermission();
  return post;
}

function mayEditOthers({ channels, teams }: Installation, post: Post, me: User): boolean {
  const team = teams.get(channels.get(post.channelId)?.teamId ?? "");
  return isSystemAdmin(me) || team?.admins.has(me.id) === true;
}
