import type { Home } from "../../view/home.ts";
import type { Notice } from "../../view/notice.ts";
import { cutText, runes } from "./cut-text.ts";
import type { Looks } from "./looks.ts";
import type { MattermostPost } from "./mattermost-post.ts";
import { plainLine } from "./plain-text.ts";
import {
  buttonIds,
  type PostButton,
  prepareButtons,
  toAttachmentActions,
  toBlocksActions,
  toButtonBlock,
} from "./render-buttons.ts";
import { noticeText } from "./render-notice.ts";
import type { SignAction } from "./sign-action.ts";

const MAX_HEADING = 150;
/** The lines of one entry. */
const MAX_ENTRY = 2400;
/** How much an overview has room for. Blocks may have 16,000 characters and 50 actions, and there are at most 100 of them. */
const ROOM = { characters: 14_000, actions: 50, blocks: 97 } as const;

interface Entry {
  /** The heading of its section, if it is the first one there. */
  readonly heading: string | undefined;
  readonly text: string;
  readonly plainTitle: string;
  readonly buttons: readonly PostButton[];
}

/** Renders a person's overview as one message, which is edited whenever they ask for it again. It says how much doesn't fit. */
export function renderHome({ sections }: Home, sign: SignAction, looks: Looks): MattermostPost {
  const newId = buttonIds();
  const entries: Entry[] = [];
  const room: { -readonly [what in keyof typeof ROOM]: number } = { ...ROOM };
  const all = sections.flatMap(({ heading, entries }) =>
    entries.map((notice, index) => ({ notice, heading: index === 0 ? heading : undefined })),
  );
  for (const { notice, heading } of all) {
    const text = noticeText(notice, looks, MAX_ENTRY);
    const count = notice.buttons?.length ?? 0;
    room.characters -= runes(text) + (heading?.length ?? 0) + labelsLength(notice);
    room.actions -= count;
    room.blocks -= 1 + (heading === undefined ? 0 : 2) + (count > 0 ? count + 1 : 0);
    if (Object.values(room).some((left) => left < 0)) break;
    const buttons = prepareButtons(notice.buttons ?? [], notice.request, { sign, newId });
    entries.push({ heading, text, plainTitle: plainLine(notice.title), buttons });
  }
  const note = moreNote(all.length - entries.length);
  const props = looks.features.blocks ? toBlocks(entries, note) : toAttachments(entries, note);
  return { message: "**Your overview**", props };
}

const labelsLength = ({ buttons = [] }: Notice) => buttons.reduce((sum, { label }) => sum + label.length, 0);

function moreNote(missing: number): string | undefined {
  if (missing === 0) return undefined;
  const entries = missing === 1 ? "1 more entry doesn't" : `${missing} more entries don't`;
  return `${entries} fit here. \`/acct list\` shows everything.`;
}

const headingText = (heading: string) => `#### ${cutText(MAX_HEADING, heading)}`;

function toAttachments(entries: readonly Entry[], note: string | undefined): Record<string, unknown> {
  return {
    attachments: [
      ...entries.map(({ heading, text, plainTitle, buttons }) => ({
        fallback: plainTitle,
        ...(heading === undefined ? {} : { pretext: headingText(heading) }),
        text,
        ...(buttons.length > 0 ? { actions: toAttachmentActions(buttons) } : {}),
      })),
      ...(note === undefined ? [] : [{ fallback: note, text: note }]),
    ],
  };
}

function toBlocks(entries: readonly Entry[], note: string | undefined): Record<string, unknown> {
  const textBlock = (text: string, options: object = {}) => ({ type: "text", text, ...options });
  const subtle = { is_subtle: true, size: "small" };
  return {
    mm_blocks: [
      ...entries.flatMap(({ heading, text, buttons }, index) => [
        ...(heading === undefined || index === 0 ? [] : [{ type: "divider" }]),
        ...(heading === undefined ? [] : [textBlock(headingText(heading))]),
        ...[textBlock(text), ...(buttons.length > 0 ? [toButtonBlock(buttons)] : [])],
      ]),
      ...(note === undefined ? [] : [textBlock(note, subtle)]),
    ],
    ...toBlocksActions(entries.flatMap(({ buttons }) => buttons)),
  };
}
