import type { Notice } from "./notice.ts";

/** The tab that a person sees when they open the bot. It shows the current state of everything that concerns them. */
export interface Home {
  readonly sections: readonly HomeSection[];
  /** The filter that limits the requests, in the syntax of /acct list. Every click in the tab sends it back. */
  readonly filter?: string;
}

export interface HomeSection {
  readonly heading: string;
  readonly entries: readonly Notice[];
}
