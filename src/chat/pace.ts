/** What the chat system takes from us in a while, however many processes we are. */
export interface Pace {
  /**
   * How long to wait before this method is called, in ms. 0: it may be called now and, where a slot is asked for, has one. No
   * place in a queue: who has waited asks again.
   */
  wait(method: string, slot?: Slot): Promise<number>;
  /** The chat system has said that it takes no calls of this method for so long. */
  hold(method: string, forMs: number): Promise<void>;
}

/** One message of those that a place may get. */
export interface Slot {
  /** A channel, a person, or the edits in one of them. */
  readonly place: string;
  readonly perMinute: number;
}

/** For tests, and for whoever calls now and then. */
export const unpaced: Pace = { wait: async () => 0, hold: async () => undefined };
