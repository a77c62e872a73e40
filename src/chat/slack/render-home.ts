import type { types } from "@slack/bolt";
import type { Home } from "../../view/home.ts";
import { cutTo } from "./mrkdwn.ts";
import { noticeBlocks } from "./render-notice.ts";

/** Slack accepts 100 blocks in a view. The last ones are reserved for the note that there is more. */
const MAX_BLOCKS = 98;
const MAX_HEADER = 150;
const MAX_METADATA = 3000;

/** Renders a person's App Home tab. */
export function renderHome({ sections, filter = "" }: Home): types.HomeView {
  const view = { type: "home", private_metadata: cutTo(MAX_METADATA, filter) } as const;
  const blocks: types.KnownBlock[] = [];
  for (const { heading, entries } of sections) {
    const header: types.KnownBlock = {
      type: "header",
      text: { type: "plain_text", text: cutTo(MAX_HEADER, heading) },
    };
    for (const [index, entry] of entries.entries()) {
      const next = [...(index === 0 ? [header] : []), ...noticeBlocks(entry)];
      if (blocks.length + next.length > MAX_BLOCKS) return { ...view, blocks: [...blocks, moreBlock()] };
      blocks.push(...next);
    }
  }
  return { ...view, blocks };
}

function moreBlock(): types.KnownBlock {
  return {
    type: "context",
    elements: [{ type: "plain_text", text: "There is more than fits here. /acct list shows everything." }],
  };
}
