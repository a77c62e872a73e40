import { AppError } from "./app-error.ts";
import { readAttachments } from "./attachments.ts";
import { type Channel, type Installation, isAtLeast, type Post, type User } from "./installation.ts";
import {
  acceptMmBlocksActions,
  checkMmBlocks,
  keepMmBlocksActions,
  replaceMmBlocksActions,
} from "./mm-blocks.ts";
import { withoutIntegrations } from "./post-json.ts";

const MAX_MESSAGE_RUNES = 16_383;
const MAX_PROPS_RUNES = 800_000;
/** How long the server remembers the pending ID of a post. */
const PENDING_MS = 30_000;

export interface NewPost {
  readonly userId: string;
  readonly channelId: string;
  readonly message: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly rootId?: string;
  readonly pendingPostId?: string;
}

/** Returns the post that was saved with this pending ID a moment ago. */
export function findPending({ posts, now }: Installation, pendingPostId: string): Post | undefined {
  if (pendingPostId === "") return undefined;
  const since = now() - PENDING_MS;
  return [...posts.values()].find((one) => one.pendingPostId === pendingPostId && one.createAt > since);
}

/** Saves a post. */
export function createPost(installation: Installation, input: NewPost): Post {
  const { userId, channelId, message, props = {}, rootId = "", pendingPostId = "" } = input;
  const at = installation.now();
  const root = installation.posts.get(rootId);
  if (rootId !== "" && (root?.channelId !== channelId || root.deleteAt > 0))
    throw new AppError("api.post.create_post.root_id.app_error", 400);
  checkMmBlocks(installation, message, props);
  const stored = readProps(installation, props);
  checkSizes(installation, message, stored);
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

export interface NewContent {
  readonly message: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** Who writes over a post: the bot that made it, someone else, or the answer to an action. */
export type Editor = "author" | "other" | "answer";

/** Writes over a post, whatever it is by now. */
export function overwritePost(
  installation: Installation,
  post: Post,
  { message, props }: NewContent,
  by: Editor,
): Post {
  const given = readEdit(installation, post, { message, props }, by);
  const stored = readProps(installation, given);
  checkSizes(installation, message, stored);
  const at = installation.now();
  const isChanged =
    post.message !== message || JSON.stringify(post.props.attachments) !== JSON.stringify(stored.attachments);
  if (isChanged) post.editAt = at;
  post.message = message;
  post.props = stored;
  post.updateAt = at;
  announce(installation, "post_edited", post);
  return post;
}

function readEdit(
  installation: Installation,
  { props: before }: Post,
  { message, props }: NewContent,
  by: Editor,
): Record<string, unknown> {
  switch (by) {
    case "answer":
      return acceptMmBlocksActions(installation, message, before, props);
    case "author":
      return replaceMmBlocksActions(installation, message, before, props);
    case "other":
      return keepMmBlocksActions(installation, before, props);
  }
}

export function deletePost(installation: Installation, post: Post): void {
  const at = installation.now();
  post.deleteAt = at;
  post.updateAt = at;
  announce(installation, "post_deleted", post);
}

/** Throws if the server's limit for edits is over. Since 11.6 it covers props, too, and not only the message. */
export function checkEditLimit(
  installation: Installation,
  { createAt }: Post,
  changed: { readonly message: boolean; readonly props: boolean },
): void {
  const { postEditTimeLimit } = installation.settings;
  if (!changed.message && !(changed.props && isAtLeast(installation, 11, 6))) return;
  if (postEditTimeLimit === -1 || installation.now() <= createAt + postEditTimeLimit * 1000) return;
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
  return stored;
}

function checkSizes(installation: Installation, message: string, props: Record<string, unknown>): void {
  if (countRunes(message) > MAX_MESSAGE_RUNES)
    throw new AppError(
      `model.post.is_valid.${isAtLeast(installation, 7) ? "message_length" : "msg"}.app_error`,
      400,
    );
  if (countRunes(JSON.stringify(props)) > MAX_PROPS_RUNES)
    throw new AppError("model.post.is_valid.props.app_error", 400);
}

function countRunes(text: string): number {
  // Only a long text with characters outside of the basic plane has fewer runes than units.
  return text.length <= MAX_MESSAGE_RUNES || !/[\ud800-\udbff]/.test(text) ? text.length : [...text].length;
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
