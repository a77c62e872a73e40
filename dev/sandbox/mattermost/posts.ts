import { AppError } from "./app-error.ts";
import { readAttachments } from "./attachments.ts";
import type { Channel, Installation, Post, User } from "./installation.ts";
import { checkMmBlocks } from "./mm-blocks.ts";
import { withoutIntegrations } from "./post-json.ts";

const MAX_MESSAGE_RUNES = 16_383;
const MAX_PROPS_RUNES = 800_000;
const PENDING_MS = 60_000;

export interface NewPost {
  readonly userId: string;
  readonly channelId: string;
  readonly message: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly rootId?: string;
  readonly pendingPostId?: string;
}

/** Saves a post. With the pending ID of a post that was just saved, that one is returned and nothing is saved. */
export function createPost(installation: Installation, input: NewPost): Post {
  const { userId, channelId, message, props = {}, rootId = "", pendingPostId = "" } = input;
  const at = installation.now();
  const same = [...installation.posts.values()].find(
    (one) =>
      pendingPostId !== "" &&
      one.pendingPostId === pendingPostId &&
      one.userId === userId &&
      one.createAt > at - PENDING_MS,
  );
  if (same) return same;
  if (rootId !== "" && installation.posts.get(rootId)?.channelId !== channelId)
    throw new AppError("api.post.create_post.root_id.app_error", 400);
  const stored = readProps(installation, props);
  checkSizes(message, stored);
  const post: Post = {
    id: installation.newId(),
    userId,
    channelId,
    rootId,
    createAt: at,
    updateAt: at,
    editAt: 0,
    deleteAt: 0,
    isPinned: false,
    message,
    props: stored,
    pendingPostId,
  };
  installation.posts.set(post.id, post);
  announce(installation, "posted", post);
  return post;
}

/** Writes over a post, whatever it is by now. */
export function overwritePost(
  installation: Installation,
  post: Post,
  { message, props }: { readonly message: string; readonly props: Readonly<Record<string, unknown>> },
): Post {
  const stored = readProps(installation, props);
  checkSizes(message, stored);
  const at = installation.now();
  post.message = message;
  post.props = stored;
  post.updateAt = at;
  post.editAt = at;
  announce(installation, "post_edited", post);
  return post;
}

export function deletePost(installation: Installation, post: Post): void {
  const at = installation.now();
  post.deleteAt = at;
  post.updateAt = at;
  announce(installation, "post_deleted", post);
}

/** Throws if the server's limit for edits is over. It covers everything about a post that can be edited. */
export function checkEditLimit({ settings, now }: Installation, { createAt }: Post): void {
  const { postEditTimeLimit } = settings;
  if (postEditTimeLimit === -1 || now() <= createAt + postEditTimeLimit * 1000) return;
  throw new AppError("api.post.update_post.permissions_time_limit.app_error", 400, {
    timeLimit: postEditTimeLimit,
  });
}

function readProps(
  installation: Installation,
  props: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const stored = structuredClone({ ...props });
  if (stored.attachments !== undefined)
    stored.attachments = readAttachments(stored.attachments, installation.newId);
  checkMmBlocks(installation, stored);
  return stored;
}

function checkSizes(message: string, props: Record<string, unknown>): void {
  if ([...message].length > MAX_MESSAGE_RUNES)
    throw new AppError("model.post.is_valid.message_length.app_error", 400);
  if ([...JSON.stringify(props)].length > MAX_PROPS_RUNES)
    throw new AppError("model.post.is_valid.props.app_error", 400);
}

function announce(installation: Installation, event: string, post: Post): void {
  const channel = installation.channels.get(post.channelId) as Channel;
  const author = installation.users.get(post.userId) as User;
  installation.emit({
    event,
    data: {
      channel_display_name: channel.displayName,
      channel_name: channel.name,
      channel_type: channel.type,
      post: JSON.stringify(withoutIntegrations(post)),
      sender_name: `@${author.username}`,
      team_id: channel.teamId,
      set_online: true,
    },
    to: { channelId: channel.id },
  });
  installation.changed("message");
}
