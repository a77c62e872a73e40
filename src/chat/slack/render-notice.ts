import type { types } from "@slack/bolt";
import type { Notice } from "../../view/notice.ts";
import { escapeTo, lineTo } from "./mrkdwn.ts";
import { renderButton } from "./render-button.ts";
import type { SlackMessage } from "./render-card.ts";
import { toSlackId } from "./slack-id.ts";

const MAX_LINE = 500;
const MAX_SECTION = 3000;

/** Renders a notice as a message: the title in bold, then as many lines as fit, then the buttons. */
export function renderNotice(notice: Notice): SlackMessage {
  return { text: escapeTo(MAX_LINE, notice.title), blocks: noticeBlocks(notice) };
}

export function noticeBlocks(notice: Notice): types.KnownBlock[] {
  const { title, lines, link, channel, buttons = [], request } = notice;
  let text = `*${escapeTo(MAX_LINE, title)}*`;
  for (const line of lines) {
    const next = `${text}\n${lineTo(MAX_LINE, line)}`;
    if (next.length > MAX_SECTION) break;
    text = next;
  }
  if (link) text += `\n<${escapeTo(MAX_LINE, link.url)}|${escapeTo(MAX_LINE, link.label)}>`;
  if (channel) text += `\n<#${toSlackId(channel)}>`;
  return [
    { type: "section", text: { type: "mrkdwn", text, verbatim: true } },
    ...(buttons.length > 0
      ? [
          {
            type: "actions" as const,
            elements: buttons.map((button) => renderButton(button, request)),
          },
        ]
      : []),
  ];
}
