import type { types } from "@slack/bolt";
import { factLine, type Notice } from "../../view/notice.ts";
import { escapeTo } from "./mrkdwn.ts";
import { MAX_SECTION, packLines } from "./pack-lines.ts";
import { renderButtons } from "./render-button.ts";
import type { SlackMessage } from "./render-card.ts";
import { toSlackId } from "./slack-id.ts";

const MAX_TITLE = 500;
/** All texts of a message together may have about 13,200 characters; see render-card.ts. */
const MAX_MESSAGE = 12_000;

/** Renders a notice as a message: the title in bold, then its lines, then the buttons. It says how much doesn't fit. */
export function renderNotice(notice: Notice): SlackMessage {
  return { text: escapeTo(MAX_TITLE, notice.title), blocks: noticeBlocks(notice) };
}

/** `total` is the number of characters for the lines. */
export function noticeBlocks(notice: Notice, total = MAX_MESSAGE): types.KnownBlock[] {
  const { title, lines, facts = [], link, channel, buttons = [], request, language = "en" } = notice;
  const withFacts = [...lines, ...facts.map((fact) => factLine(fact, language))];
  const [first = "", ...more] = packLines(withFacts, total);
  const after = [
    ...(link ? [`<${escapeTo(MAX_TITLE, link.url)}|${escapeTo(MAX_TITLE, link.label)}>`] : []),
    ...(channel ? [`<#${toSlackId(channel)}>`] : []),
  ];
  const texts = joinShort([
    `*${escapeTo(MAX_TITLE, title)}*`,
    ...(first === "" ? [] : [first]),
    ...more,
    ...after,
  ]);
  return [
    ...texts.map((text) => ({
      type: "section" as const,
      text: { type: "mrkdwn" as const, text, verbatim: true },
    })),
    ...(buttons.length > 0
      ? [
          {
            type: "actions" as const,
            elements: renderButtons(buttons, request),
          },
        ]
      : []),
  ];
}

/** Puts texts that fit into one section together. */
function joinShort(texts: readonly string[]): string[] {
  const joined: string[] = [];
  for (const text of texts) {
    const last = joined.at(-1);
    if (last !== undefined && last.length + text.length < MAX_SECTION)
      joined[joined.length - 1] = `${last}\n${text}`;
    else joined.push(text);
  }
  return joined;
}
