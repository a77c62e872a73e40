import { colon } from "../../view/languages.ts";
import type { Notice } from "../../view/notice.ts";
import { cutText, fitLines } from "./cut-text.ts";
import type { Looks } from "./looks.ts";
import type { MattermostPost } from "./mattermost-post.ts";
import { escapeMarkdown, inlineCode, linkTo, plainLine } from "./plain-text.ts";
import {
  buttonIds,
  prepareButtons,
  toAttachmentActions,
  toBlocksActions,
  toButtonBlock,
} from "./render-buttons.ts";
import type { SignAction } from "./sign-action.ts";

/** A message has at most 16,383 code points. The links after the lines have room, too. */
const MAX_LINES = 14_000;
const MAX_TITLE = 500;

/** Renders a notice: the title in bold, then its lines, all in the message itself, then the buttons. It says how much doesn't fit. */
export function renderNotice(notice: Notice, sign: SignAction, looks: Looks): MattermostPost {
  const { buttons = [], request, title } = notice;
  const prepared = prepareButtons(buttons, request, { sign, newId: buttonIds() });
  const message = noticeText(notice, looks);
  if (prepared.length === 0) return { message, props: { attachments: [] } };
  const props = looks.features.blocks
    ? { mm_blocks: [toButtonBlock(prepared)], ...toBlocksActions(prepared) }
    : { attachments: [{ fallback: plainLine(title), actions: toAttachmentActions(prepared) }] };
  return { message, props };
}

/** Writes a notice without its buttons. The lines have at most `max` code points. */
export function noticeText(
  notice: Notice,
  { timeZone, channelAddress }: Pick<Looks, "timeZone" | "channelAddress">,
  max = MAX_LINES,
): string {
  const { title, lines, facts = [], link, channel, language = "en" } = notice;
  const address = channel && channelAddress?.(channel);
  return [
    `**${cutText(MAX_TITLE, title.trim())}**`,
    ...(lines.length > 0 ? [fitLines(lines, max, { timeZone, language })] : []),
    ...facts.map(({ label, value }) => `${escapeMarkdown(label)}${colon(language)}${inlineCode(value)}`),
    ...(link ? [linkTo(link.label, link.url)] : []),
    ...(address ? [linkTo("Open the channel", address)] : []),
  ].join("\n");
}
