import type { Notice } from "./notice.ts";

/** What a person finds when they open the bot: everything that concerns them, as it is now. */
export interface Home {
  readonly sections: readonly HomeSection[];
  /** Which requests it is limited to, in the words of /acct list. It comes back with whatever is pressed there. */
  readonly filter?: string;
}

export interface HomeSection {
  readonly heading: string;
  readonly entries: readonly Notice[];
}
