import type { Home } from "../../view/home.ts";
import type { Notice } from "../../view/notice.ts";
import { HOME } from "../interaction.ts";
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
/**
 * How much a page of an overview has room for, beside its last line with two buttons. Blocks may have 16,000 characters and 50 actions, and
 * there are at most 100 of them.
 */
const ROOM = { characters: 14_000, actions: 48, blocks: 94 } as const;
/** The property of the post that says which page it shows. */
export const PAGE_PROP = "acct_page";

interface Entry {
  readonly notice: Notice;
  readonly section: string;
  readonly text: string;
}

interface LaidOutEntry extends Pick<Entry, "text"> {
  /** The heading of its section, if it is the first one there, or on this page. */
  readonly heading: string | undefined;
  readonly plainTitle: string;
  readonly buttons: readonly PostButton[];
}

/**
 * Renders a page of a person's overview as one message, which is edited whenever they ask for it again. A page that no longer exists is
 * the last one.
 */
export function renderHome({ sections }: Home, sign: SignAction, looks: Looks, wanted = 1): MattermostPost {
  const newId = buttonIds();
  const pages = toPages(
    sections.flatMap(({ heading, entries }) =>
      entries.map((notice) => ({ notice, section: heading, text: noticeText(notice, looks, MAX_ENTRY) })),
    ),
  );
  const page = Math.min(Math.max(1, wanted), pages.length);
  const shown = pages[page - 1] ?? [];
  const entries = shown.map(
    ({ notice, section, text }, index): LaidOutEntry => ({
      heading: section === shown[index - 1]?.section ? undefined : section,
      text,
      plainTitle: plainLine(notice.title),
      buttons: prepareButtons(notice.buttons ?? [], notice.request, { sign, newId }),
    }),
  );
  const turning = [
    ...(page > 1 ? [{ action: HOME, label: "Previous", mark: String(page - 1) } as const] : []),
    ...(page < pages.length ? [{ action: HOME, label: "Next", mark: String(page + 1) } as const] : []),
  ];
  const foot: LaidOutEntry = {
    heading: undefined,
    text: `Page ${page} of ${pages.length}. \`/acct list\` shows every request.`,
    plainTitle: `Page ${page} of ${pages.length}`,
    buttons: prepareButtons(turning, undefined, { sign, newId }),
  };
  const all = pages.length > 1 ? [...entries, foot] : entries;
  const props = looks.features.blocks ? toBlocks(all) : toAttachments(all);
  return { message: "**Your overview**", props: page > 1 ? { ...props, [PAGE_PROP]: page } : props };
}

/** Puts as many entries on each page as it has room for, and at least one. */
function toPages(entries: readonly Entry[]): Entry[][] {
  const pages: Entry[][] = [];
  let room = { characters: 0, actions: 0, blocks: 0 };
  for (const entry of entries) {
    const { section, text, notice } = entry;
    const count = notice.buttons?.length ?? 0;
    const take = (from: typeof room, isFirst: boolean) => ({
      characters: from.characters - runes(text) - (isFirst ? section.length : 0) - labelsLength(notice),
      actions: from.actions - count,
      blocks: from.blocks - 1 - (isFirst ? 2 : 0) - (count > 0 ? count + 1 : 0),
    });
    const page = pages.at(-1);
    const left = take(room, page?.at(-1)?.section !== section);
    if (page && Object.values(left).every((one) => one >= 0)) {
      page.push(entry);
      room = left;
    } else {
      pages.push([entry]);
      room = take({ ...ROOM }, true);
    }
  }
  return pages;
}

const labelsLength = ({ buttons = [] }: Notice) => buttons.reduce((sum, { label }) => sum + label.length, 0);

const headingText = (heading: string) => `#### ${cutText(MAX_HEADING, heading)}`;

function toAttachments(entries: readonly LaidOutEntry[]): Record<string, unknown> {
  return {
    attachments: entries.map(({ heading, text, plainTitle, buttons }) => ({
      fallback: plainTitle,
      ...(heading === undefined ? {} : { pretext: headingText(heading) }),
      text,
      ...(buttons.length > 0 ? { actions: toAttachmentActions(buttons) } : {}),
    })),
  };
}

function toBlocks(entries: readonly LaidOutEntry[]): Record<string, unknown> {
  return {
    mm_blocks: entries.flatMap(({ heading, text, buttons }, index) => [
      ...(heading === undefined || index === 0 ? [] : [{ type: "divider" }]),
      ...(heading === undefined ? [] : [{ type: "text", text: headingText(heading) }]),
      ...[{ type: "text", text }, ...(buttons.length > 0 ? [toButtonBlock(buttons)] : [])],
    ]),
    ...toBlocksActions(entries.flatMap(({ buttons }) => buttons)),
  };
}
