import { attachmentsOf } from "./attachments.ts";
import type { Post } from "./installation.ts";

type Props = Readonly<Record<string, unknown>>;

/** The props of a post as every client and bot reads them: what its actions call, and with what, stays with the server. */
export function propsWithoutIntegrations(
  id: string,
  { mm_blocks_actions, ...rest }: Props,
): Record<string, unknown> {
  // Blocks' actions become a text that only the server can read.
  const sealed = mm_blocks_actions === undefined ? {} : { mm_blocks_actions: cookieOf(id) };
  if (!Array.isArray(rest.attachments)) return structuredClone({ ...rest, ...sealed });
  const attachments = attachmentsOf(rest).map(({ actions, ...attachment }) =>
    actions === undefined
      ? attachment
      : { ...attachment, actions: actions.map(({ integration: _secret, ...action }) => action) },
  );
  return structuredClone({ ...rest, ...sealed, attachments });
}

/** A post as every client and bot reads it. */
export function withoutIntegrations(post: Post) {
  return {
    id: post.id,
    create_at: post.createAt,
    update_at: post.updateAt,
    edit_at: post.editAt,
    delete_at: post.deleteAt,
    is_pinned: post.isPinned,
    user_id: post.userId,
    channel_id: post.channelId,
    root_id: post.rootId,
    original_id: "",
    message: post.message,
    type: "",
    props: propsWithoutIntegrations(post.id, post.props),
    hashtags: "",
    file_ids: [],
    pending_post_id: post.pendingPostId,
    reply_count: 0,
    last_reply_at: 0,
    participants: null,
    metadata: {},
  };
}

function cookieOf(postId: string): string {
  return Buffer.from(`sealed ${postId}`).toString("base64");
}
