import type { types } from "@slack/bolt";
import type { Home } from "../../view/home.ts";
import { cutTo } from "./mrkdwn.ts";
import { noticeBlocks } from "./render-notice.ts";

/** Slack accepts 100 blocks in a view. The last ones are reserved for the note that there is more. */
const MAX_BLOCKS = 98;
const MAX_HEADER = 150;
const MAX_METADATA = 3000;
/** An entry of Home has one section for its lines. */
const MAX_ENTRY = 2400;

/** Renders a person's App Home tab. */
export function renderHome({ sections, filter = "" }: Home): types.HomeView {
  const view = { type: "home", private_metadata: cutTo(MAX_METADATA, filter) } as const;
  const blocks: types.KnownBlock[] = [];
  const count = sections.reduce((sum, { entries }) => sum + entries.length, 0);
  let shown = 0;
  for (const { heading, entries } of sections) {
    const header: types.KnownBlock = {
      type: "header",
      text: { type: "plain_text", text: cutTo(MAX_HEADER, heading) },
    };
    for (const [index, entry] of entries.entries()) {
      const next = [...(index === 0 ? [header] : []), ...noticeBlocks(entry, MAX_ENTRY)];
      if (blocks.length + next.length > MAX_BLOCKS)
        return { ...view, blocks: [...blocks, moreBlock(count - shown)] };
      blocks.push(...next);
      shown++;
    }
  }
  return { ...view, blocks };
}

function moreBlock(missing: number): types.KnownBlock {
  const entries = missing === 1 ? "1 more entry doesn't" : `${missing} more entries don't`;
  const text = `${entries} fit here. /acct list shows everything.`;
  return { type: "context", elements: [{ type: "plain_text", text }] };
}
