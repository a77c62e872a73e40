import type { Notice } from "./notice.ts";

/** What a person finds when they open the bot: everything that concerns them, as it is now. */
export interface Home {
  readonly sections: readonly HomeSection[];
}

export interface HomeSection {
  readonly heading: string;
  readonly entries: readonly Notice[];
}
