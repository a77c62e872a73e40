/** What acct remembers of its own posts, because the server shows it to no one or forgets it. */
export interface PostMemory {
  find(message: string): Promise<RememberedPost | undefined>;
  /** Records that something is about to be posted. Returns since when, if that was tried before and isn't known to be there. */
  begin(key: string): Promise<Date | undefined>;
  /** Records that nothing was posted. */
  drop(key: string): Promise<void>;
  /** Records acct's own post or edit. `key`: what was begun. `replaces`: the message that it shows instead. */
  keep(posted: {
    readonly message: string;
    readonly updateAt: number;
    readonly key?: string | undefined;
    readonly replaces?: string | undefined;
  }): Promise<void>;
  /** Records that the server no longer accepts edits of a message. */
  lock(message: string): Promise<void>;
}

interface RememberedPost {
  /** acct's own last edit, by the server's clock, in ms. */
  readonly updateAt: number;
  /** The server no longer accepts edits, so the message shows what it showed. */
  readonly isLocked: boolean;
  /** The message that shows the same instead of this one. */
  readonly supersededBy: string | null;
}
