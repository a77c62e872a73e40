/** Keeps the calls of all acct processes together within the rate limits of the chat system. */
export interface Pace {
  /**
   * Returns how many milliseconds to wait before calling this method. 0 means that it may be called now; if a slot was
   * requested, it has been taken. Waiting doesn't reserve anything: after the wait, the caller must ask again.
   */
  wait(method: string, slot?: Slot): Promise<number>;
  /** Records that the chat system accepts no calls of this method for this long. */
  hold(method: string, forMs: number): Promise<void>;
}

/** One of the messages that may be sent to a place per minute, or one of the calls of a method. */
export interface Slot {
  /** A channel, a person, the edits of messages in one of them, or what a method is called for. */
  readonly place: string;
  readonly perMinute: number;
  /** How many may be sent at once after a pause. By default, as many messages as a chat accepts in one place. */
  readonly burst?: number;
}

/** Never waits. For tests, and for code that makes only a few calls. */
export const unpaced: Pace = { wait: async () => 0, hold: async () => undefined };
