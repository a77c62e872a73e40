/** A post as the server returns it. */
export interface ServerPost {
  readonly id: string;
  readonly user_id: string;
  readonly channel_id: string;
  readonly create_at: number;
  readonly update_at: number;
  readonly delete_at: number;
  /** Only in the answer to the call that has created the post. */
  readonly pending_post_id: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** The prop with which a post whose answer was lost is found again. */
export const KEY_PROP = "acct_key";
