import type { types } from "@slack/bolt";
import type { Card } from "../../view/card.ts";
import type { Step } from "../../view/steps.ts";
import { cutTo, escapeTo, lineTo, moment } from "./mrkdwn.ts";
import { renderButton } from "./render-button.ts";

/*
 * The limits of Block Kit, and a budget: all block texts of a message together may have about 13,200 characters.
 * Slack doesn't document this limit, but rejects longer messages with msg_blocks_too_long.
 */
const MAX_HEADER = 150;
const MAX_FIELD = 300;
const MAX_FIELDS = 10;
const MAX_REASON = 2500;
const MAX_PLAN = 1500;
const MAX_STEPS = 2900;

const ICONS: Readonly<Record<Step["icon"], string>> = { done: "✓", waiting: "○", failed: "✗" };

export interface SlackMessage {
  /** The text of push notifications. The message itself shows the blocks. */
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** Renders a card as a Slack message. */
export function renderCard(card: Card): SlackMessage {
  const text = escapeTo(MAX_FIELD, card.summary);
  if (card.collapsed) return { text, blocks: [{ type: "context", elements: [mrkdwn(text)] }] };
  const blocks: types.KnownBlock[] = [
    { type: "header", text: { type: "plain_text", text: cutTo(MAX_HEADER, card.title) } },
    ...factBlocks(card.facts.filter(({ leads }) => leads)),
    ...(card.warnings.length > 0 ? [section(warningText(card.warnings))] : []),
    ...factBlocks(card.facts.filter(({ leads }) => !leads)),
    ...(card.reason ? [section(quote(escapeTo(MAX_REASON, card.reason)))] : []),
    ...(card.plan.length > 0 ? [section(planText(card))] : []),
    ...(card.steps.length > 0 ? [stepsBlock(card.steps)] : []),
    ...(card.buttons.length > 0 ? [buttonsBlock(card)] : []),
  ];
  return { text, blocks };
}

function factBlocks(facts: Card["facts"]): types.SectionBlock[] {
  const fields = facts.map(({ label, value }) => mrkdwn(`*${label}*\n${lineTo(MAX_FIELD, value)}`));
  const blocks: types.SectionBlock[] = [];
  for (let at = 0; at < fields.length; at += MAX_FIELDS) {
    blocks.push({ type: "section", fields: fields.slice(at, at + MAX_FIELDS) });
  }
  return blocks;
}

function warningText(warnings: readonly string[]): string {
  return `*Please double-check*\n${escapeTo(MAX_PLAN, warnings.map((warning) => `⚠ ${warning}`).join("\n"))}`;
}

function planText({ plan, planHeading }: Card): string {
  return `*${planHeading}*\n${escapeTo(MAX_PLAN, plan.map((change) => `• ${change}`).join("\n"))}`;
}

/** Renders the latest steps, as many as fit. */
function stepsBlock(steps: readonly Step[]): types.ContextBlock {
  const lines: string[] = [];
  let length = 0;
  for (const { icon, text, at } of steps.toReversed()) {
    const line = `${ICONS[icon]} ${escapeTo(MAX_FIELD, text)} · ${moment(at)}`;
    length += line.length + 1;
    if (length > MAX_STEPS) break;
    lines.unshift(line);
  }
  return { type: "context", elements: [mrkdwn(lines.join("\n"))] };
}

/** The block ID of a card's buttons. Slack sends it with each click, so it tells a card from other messages with buttons. */
export const CARD_BLOCK = "card";

function buttonsBlock({ subject: request, buttons }: Card): types.ActionsBlock {
  const elements = buttons.map((button) => renderButton(button, request));
  return { type: "actions", block_id: CARD_BLOCK, elements };
}

function quote(escaped: string): string {
  return escaped
    .split("\n")
    .map((line) => `>${line}`)
    .join("\n")
    .slice(0, 3000);
}

function section(text: string): types.SectionBlock {
  return { type: "section", text: mrkdwn(text) };
}

/** Renders text as mrkdwn. `verbatim` keeps Slack from turning what people wrote into links. */
function mrkdwn(text: string): types.MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}
