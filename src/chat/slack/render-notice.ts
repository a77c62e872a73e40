import type { types } from "@slack/bolt";
import type { Notice } from "../notice.ts";
import { escapeTo, lineTo } from "./mrkdwn.ts";
import type { SlackMessage } from "./render-card.ts";

const MAX_LINE = 500;
const MAX_SECTION = 3000;

/** A notice as a message: the title in bold, then the lines, as many as fit. */
export function renderNotice({ title, lines }: Notice): SlackMessage {
  const heading = escapeTo(MAX_LINE, title);
  let text = `*${heading}*`;
  for (const line of lines) {
    const next = `${text}\n${lineTo(MAX_LINE, line)}`;
    if (next.length > MAX_SECTION) break;
    text = next;
  }
  const block: types.SectionBlock = { type: "section", text: { type: "mrkdwn", text, verbatim: true } };
  return { text: heading, blocks: [block] };
}
