import { attachmentsOf } from "./attachments.ts";
import type { Post } from "./installation.ts";

/** A post as every client and bot reads it: what its actions call, and with what, stays with the server. */
export function withoutIntegrations(post: Post) {
  const { mm_blocks_actions: actions, ...rest } = post.props;
  // Blocks' actions become a text that only the server can read.
  const props: Record<string, unknown> =
    actions === undefined ? rest : { ...rest, mm_blocks_actions: cookieOf(post.id) };
  const shown = Array.isArray(props.attachments)
    ? {
        ...props,
        attachments: attachmentsOf(props).map(({ actions, ...attachment }) =>
          actions === undefined
            ? attachment
            : { ...attachment, actions: actions.map(({ integration: _secret, ...action }) => action) },
        ),
      }
    : props;
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
    props: structuredClone(shown) as Record<string, unknown>,
    hashtags: "",
    file_ids: [],
    pending_post_id: post.pendingPostId,
    reply_count: 0,
    last_reply_at: 0,
    participants: null,
    metadata: {},
  };
}

export type PostJson = ReturnType<typeof withoutIntegrations>;

function cookieOf(postId: string): string {
  return Buffer.from(`sealed ${postId}`).toString("base64");
}
