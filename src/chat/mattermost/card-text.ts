import type { Card } from "../../view/card.ts";
import type { Step } from "../../view/steps.ts";
import { cutLine, cutText, formatTime, runes } from "./cut-text.ts";
import { escapeMarkdown, plainLine } from "./plain-text.ts";

/** How long the parts of a card can be, in code points. */
interface Limits {
  readonly field: number;
  readonly reason: number;
  readonly plan: number;
  readonly step: number;
  readonly steps: number;
}
/** For readers with the button Details, which shows everything. */
const SHORT: Limits = { field: 300, reason: 2500, plan: 1500, step: 300, steps: 2500 };
/** For all others, as far as it fits. */
const LONG: Limits = { field: 1200, reason: 9000, plan: 2800, step: 2000, steps: 6000 };
/** All texts of Mattermost Blocks together may have 16,000 characters. Attachments have no such limit. */
const MAX_TOTAL = 15_000;
const MAX_SUMMARY = 500;
const MAX_TITLE = 200;
/** A fact that is no longer than this is shown beside another one. */
const MAX_SHORT = 40;

const ICONS: Readonly<Record<Step["icon"], string>> = { done: "✓", waiting: "○", failed: "✗" };

export interface FactText {
  readonly label: string;
  readonly value: string;
  readonly isShort: boolean;
}

/** The texts of a card, as Markdown in which everything that people wrote is escaped. Both layouts are made of them. */
export interface CardText {
  readonly summary: string;
  /** The summary without Markdown. */
  readonly plainSummary: string;
  readonly title: string;
  /** What the reader sees first: the state of the request. */
  readonly leading: readonly FactText[];
  readonly warnings: string;
  readonly facts: readonly FactText[];
  readonly reason: string;
  readonly plan: string;
  readonly history: string;
  readonly stepCount: number;
}

/** Writes the texts of a card. Whatever has to be shortened says how much is missing. */
export function cardText(card: Card, timeZone: string): CardText {
  const hasDetails = card.buttons.some(({ action }) => action === "details");
  if (!hasDetails) {
    const long = writeText(card, { limits: LONG, timeZone, where: "" });
    if (lengthOf(long) <= MAX_TOTAL) return long;
  }
  return writeText(card, { limits: SHORT, timeZone, where: hasDetails ? " in Details" : "" });
}

const lengthOf = ({ title, leading, warnings, facts, reason, plan, history }: CardText) =>
  [
    ...[title, warnings, reason, plan, history],
    ...[...leading, ...facts].flatMap(({ label, value }) => [label, value]),
  ].reduce((sum, text) => sum + runes(text), 0);

interface WritingOptions {
  readonly limits: Limits;
  readonly timeZone: string;
  readonly where: string;
}

function writeText(card: Card, options: WritingOptions): CardText {
  const { limits, where } = options;
  const bullets = (signs: string, texts: readonly string[]) =>
    cutText(limits.plan, texts.map((text) => `${signs} ${text}`).join("\n"), where);
  return {
    summary: cutText(MAX_SUMMARY, card.summary),
    plainSummary: plainLine(card.summary),
    title: cutText(MAX_TITLE, card.title.trim()),
    leading: card.facts.filter(({ leads }) => leads).map((fact) => writeFact(fact, options)),
    warnings: card.warnings.length === 0 ? "" : `**Please double-check**\n${bullets("⚠", card.warnings)}`,
    facts: card.facts.filter(({ leads }) => !leads).map((fact) => writeFact(fact, options)),
    reason: card.reason ? quote(cutText(limits.reason, card.reason, where)) : "",
    plan: card.plan.length === 0 ? "" : `**${escapeMarkdown(card.planHeading)}**\n${bullets("•", card.plan)}`,
    history: writeSteps(card.steps, options),
    stepCount: card.steps.length,
  };
}

function writeFact(
  { label, value, isWide = false }: Card["facts"][number],
  options: WritingOptions,
): FactText {
  const { limits, timeZone, where } = options;
  const text = cutLine(isWide ? limits.plan : limits.field, value, { timeZone, where });
  return {
    label: plainLine(label),
    value: text,
    isShort: !isWide && runes(text) <= MAX_SHORT && !text.includes("\n"),
  };
}

const quote = (text: string) => text.replace(/^/gm, "> ");

/** Writes the latest steps, as many as fit, and says how many there were before. */
function writeSteps(steps: readonly Step[], { limits, timeZone, where }: WritingOptions): string {
  const lines: string[] = [];
  let length = 0;
  for (const { icon, text, at } of steps.toReversed()) {
    const line = `${ICONS[icon]} ${cutText(limits.step, text, where)} · ${formatTime(at, timeZone)}`;
    length += runes(line) + 1;
    if (length > limits.steps) break;
    lines.unshift(line);
  }
  const missing = steps.length - lines.length;
  const before = missing === 0 ? [] : [`… ${missing} earlier ${missing === 1 ? "step" : "steps"}${where}`];
  return [...before, ...lines].join("\n");
}
