/** What a person typed to acct. The IDs are the server's. */
export interface TypedMessage {
  readonly user: string;
  readonly channel: string;
  readonly post: string;
  readonly text: string;
  readonly postedAt: Date;
}

/** A post, as the server sends it. */
export interface PostedPost {
  readonly id: string;
  readonly user_id: string;
  readonly channel_id: string;
  readonly message: string;
  /** Empty for what people type. Others are the server's own, such as "system_join_channel". */
  readonly type?: string;
  readonly create_at: number;
  readonly update_at: number;
  readonly delete_at?: number;
  readonly props?: Readonly<Record<string, unknown>>;
}

/** Reads what a person typed. Undefined for acct's own posts, and those of the server, other bots, and webhooks. */
export function toTyped(post: PostedPost, bot: string): TypedMessage | undefined {
  const { id, user_id: user, channel_id: channel, message, type = "", props = {}, delete_at = 0 } = post;
  const isMachine = user === bot || type !== "" || isSet(props.from_bot) || isSet(props.from_webhook);
  if (isMachine || delete_at > 0) return undefined;
  return { user, channel, post: id, text: message.trim(), postedAt: new Date(post.create_at) };
}

const isSet = (prop: unknown) => prop === "true" || prop === true;
