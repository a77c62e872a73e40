import type { types } from "@slack/bolt";
import type { Card } from "../../view/card.ts";
import type { Line } from "../../view/notice.ts";
import type { Step } from "../../view/steps.ts";
import { cutSaying, cutTo, escapeSaying, escapeTo, lineTo } from "./mrkdwn.ts";
import { MAX_SECTION, packLines } from "./pack-lines.ts";
import { renderButtons } from "./render-button.ts";

/*
 * The limits of Block Kit, and a budget: all block texts of a message together may have about 13,200 characters.
 * Slack doesn't document this limit, but rejects longer messages with msg_blocks_too_long.
 */
const MAX_HEADER = 150;
const MAX_SUMMARY = 300;
const MAX_FIELDS = 10;
const MAX_ELEMENTS = 10;
const MAX_TOTAL = 12_500;

/** How long the parts of a card can be. */
interface Limits {
  readonly field: number;
  readonly reason: number;
  readonly plan: number;
  readonly step: number;
  readonly steps: number;
}
/** For readers with the button Details, which shows everything. */
const SHORT: Limits = { field: 300, reason: 2500, plan: 1500, step: 300, steps: 2900 };
/** For all others, as far as it fits. */
const LONG: Limits = { field: 1500, reason: 11_000, plan: 2900, step: 4000, steps: 8000 };

const ICONS: Readonly<Record<Step["icon"], string>> = { done: "✓", waiting: "○", failed: "✗" };

export interface SlackMessage {
  /** The text of push notifications. The message itself shows the blocks. */
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** Renders a card as a Slack message. Whatever it has to shorten says how much is missing. */
export function renderCard(card: Card): SlackMessage {
  const text = escapeTo(MAX_SUMMARY, card.summary);
  if (card.collapsed) return { text, blocks: [{ type: "context", elements: [mrkdwn(text)] }] };
  const hasDetails = card.buttons.some(({ action }) => action === "details");
  const long = hasDetails ? undefined : cardBlocks(card, LONG, "");
  if (long && measure(long) <= MAX_TOTAL) return { text, blocks: long };
  return { text, blocks: cardBlocks(card, SHORT, hasDetails ? " in Details" : "") };
}

const measure = (blocks: readonly types.KnownBlock[]) =>
  blocks.reduce(
    (sum, block) => sum + textsOf(block).reduce((length, { text }) => length + text.length, 0),
    0,
  );

function textsOf(block: types.KnownBlock): { readonly text: string }[] {
  if (block.type === "section") return [...(block.text ? [block.text] : []), ...(block.fields ?? [])];
  if (block.type !== "context") return [];
  return block.elements.flatMap((element) => ("text" in element ? [element] : []));
}

/** `where` says where the reader finds what is left out. */
function cardBlocks(card: Card, limits: Limits, where: string): types.KnownBlock[] {
  return [
    { type: "header", text: { type: "plain_text", text: cutTo(MAX_HEADER, card.title) } },
    ...factBlocks(
      card.facts.filter(({ leads }) => leads),
      limits,
      where,
    ),
    ...(card.warnings.length > 0 ? [section(warningText(card.warnings, limits, where))] : []),
    ...factBlocks(
      card.facts.filter(({ leads }) => !leads),
      limits,
      where,
    ),
    ...(card.reason ? quoteBlocks(card.reason, limits, where) : []),
    ...(card.plan.length > 0 ? [section(planText(card, limits, where))] : []),
    ...(card.steps.length > 0 ? [stepsBlock(card.steps, limits, where)] : []),
    ...(card.buttons.length > 0 ? [buttonsBlock(card)] : []),
  ];
}

/** Facts are in two columns, and wide ones have a section of their own. */
function factBlocks(facts: Card["facts"], { field, plan }: Limits, where: string): types.SectionBlock[] {
  const blocks: types.SectionBlock[] = [];
  let columns: types.MrkdwnElement[] = [];
  for (const { label, value, isWide } of facts) {
    const text = `*${label}*\n${lineTo(isWide ? plan : field, value, where)}`;
    if (isWide) {
      blocks.push(section(text));
      columns = [];
      continue;
    }
    if (columns.length === 0 || columns.length === MAX_FIELDS) {
      columns = [];
      blocks.push({ type: "section", fields: columns });
    }
    columns.push(mrkdwn(text));
  }
  return blocks;
}

function warningText(warnings: readonly string[], { plan }: Limits, where: string): string {
  return `*Please double-check*\n${escapeSaying(plan, warnings.map((warning) => `⚠ ${warning}`).join("\n"), where)}`;
}

function planText({ plan, planHeading }: Card, limits: Limits, where: string): string {
  return `*${planHeading}*\n${escapeSaying(limits.plan, plan.map((change) => `• ${change}`).join("\n"), where)}`;
}

/** Renders the latest steps, as many as fit, and says how many there were before. */
function stepsBlock(steps: readonly Step[], limits: Limits, where: string): types.ContextBlock {
  const lines: Line[] = [];
  let length = 0;
  for (const { icon, text, at } of steps.toReversed()) {
    const line: Line = [`${ICONS[icon]} ${cutSaying(limits.step, text, where)} · `, at];
    length += lineTo(limits.step * 5, line).length + 1;
    if (length > limits.steps) break;
    lines.unshift(line);
  }
  const missing = steps.length - lines.length;
  const before = missing === 0 ? [] : [`… ${missing} earlier ${missing === 1 ? "step" : "steps"}${where}`];
  const texts = packLines([...before, ...lines], MAX_ELEMENTS * MAX_SECTION);
  return { type: "context", elements: texts.map(mrkdwn) };
}

/** The block ID of a card's buttons. Slack sends it with each click, so it tells a card from other messages with buttons. */
export const CARD_BLOCK = "card";

function buttonsBlock({ subject: request, buttons }: Card): types.ActionsBlock {
  const elements = renderButtons(buttons, request);
  return { type: "actions", block_id: CARD_BLOCK, elements };
}

/** Each line of a quotation has one more character, even an empty one. */
const QUOTE = MAX_SECTION / 2;

/** Quotes the reason, in as many sections as it needs. */
function quoteBlocks(reason: string, limits: Limits, where: string): types.SectionBlock[] {
  return packLines(cutSaying(limits.reason, reason, where).split("\n"), limits.reason * 2, QUOTE).map(
    (text) =>
      section(
        text
          .split("\n")
          .map((line) => `>${line}`)
          .join("\n"),
      ),
  );
}

function section(text: string): types.SectionBlock {
  return { type: "section", text: mrkdwn(text) };
}

/** Renders text as mrkdwn. `verbatim` keeps Slack from turning what people wrote into links. */
function mrkdwn(text: string): types.MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}
