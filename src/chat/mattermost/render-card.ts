import type { Card } from "../../view/card.ts";
import { type CardText, cardText, type FactText } from "./card-text.ts";
import type { Looks } from "./looks.ts";
import type { MattermostPost } from "./mattermost-post.ts";
import {
  buttonIds,
  type PostButton,
  prepareButtons,
  toAttachmentActions,
  toBlocksActions,
  toButtonBlock,
} from "./render-buttons.ts";
import type { SignAction } from "./sign-action.ts";

/**
 * Renders a card: its summary as the message, which is what notifications and lists of threads show, and everything else as
 * attachments, or as Mattermost Blocks where the server has them. A collapsed card is only the summary.
 */
export function renderCard(card: Card, sign: SignAction, { features, timeZone }: Looks): MattermostPost {
  const text = cardText(card, timeZone);
  if (card.collapsed) return { message: text.summary, props: { attachments: [] } };
  const buttons = prepareButtons(card.buttons, card.subject, { sign, newId: buttonIds() });
  const color = COLORS[moodOf(card)];
  const props = features.blocks
    ? { mm_blocks: [toBlock(text, buttons, color)], ...toBlocksActions(buttons) }
    : { attachments: toAttachments(text, buttons, color) };
  return { message: text.summary, props };
}

/** What a card is about at a glance, as the color of its bar. */
type Mood = "failed" | "doubtful" | "undecided" | "calm";

const COLORS: Readonly<Record<Mood, string>> = {
  failed: "#d24b4e",
  doubtful: "#e0a100",
  undecided: "#1c58d9",
  calm: "#8a94a6",
};

function moodOf({ steps, warnings, buttons }: Card): Mood {
  const offers = (...actions: readonly string[]) => buttons.some(({ action }) => actions.includes(action));
  if (offers("retry") || steps.at(-1)?.icon === "failed") return "failed";
  if (warnings.length > 0 || offers("release")) return "doubtful";
  return offers("approve") ? "undecided" : "calm";
}

/**
 * The web app shows the text of an attachment above its fields and the buttons below, so a card needs up to three: the state and
 * the facts, what the request is for, and its history above the buttons.
 */
function toAttachments(text: CardText, buttons: readonly PostButton[], color: string): object[] {
  const { title, leading, warnings, facts, reason, plan, history, plainSummary } = text;
  const about = [reason, plan].filter(Boolean).join("\n\n");
  const attachments = [
    { fallback: plainSummary, title, text: warnings, fields: toFields([...leading, ...facts]) },
    ...[about, history].flatMap((part) => (part ? [{ fallback: "", text: part }] : [])),
  ];
  const last = attachments.length - 1;
  const actions = buttons.length > 0 ? { actions: toAttachmentActions(buttons) } : {};
  return attachments.map((attachment, at) => ({ color, ...attachment, ...(at === last ? actions : {}) }));
}

const toFields = (facts: readonly FactText[]) =>
  facts.map(({ label, value, isShort }) => ({ title: label, value, short: isShort }));

const textBlock = (text: string, options: object = {}) => ({ type: "text", text, ...options });

function toBlock(text: CardText, buttons: readonly PostButton[], color: string): object {
  const { title, leading, warnings, facts, reason, plan, history, stepCount } = text;
  const count = stepCount === 1 ? "1 step" : `${stepCount} steps`;
  return {
    type: "container",
    accent_color: color,
    gap: "small",
    content: [
      textBlock(`**${title}**`),
      ...toColumns(leading),
      ...(warnings ? [{ type: "container", background: "gray", content: [textBlock(warnings)] }] : []),
      ...toColumns(facts),
      ...(reason ? [textBlock(reason)] : []),
      ...(plan ? [textBlock(plan)] : []),
      ...(history
        ? [
            {
              type: "collapsible",
              collapsed: stepCount > 1,
              header: [textBlock(`History (${count})`, SMALL)],
              content: [textBlock(history, SMALL)],
            },
          ]
        : []),
      ...(buttons.length > 0 ? [toButtonBlock(buttons)] : []),
    ],
  };
}

const SMALL = { is_subtle: true, size: "small" } as const;
/** A message may have 100 blocks. A pair of facts needs five, and a card has two lists of facts. */
const MAX_PAIRED = 14;

/** Lays facts out in two columns, as long as they are short. */
function toColumns(facts: readonly FactText[]): object[] {
  const blocks: object[] = [];
  if (facts.length > MAX_PAIRED) return [textBlock(facts.map(factText).join("\n"))];
  for (let at = 0; at < facts.length; at++) {
    const [fact, next] = [facts[at], facts[at + 1]];
    if (fact?.isShort && next?.isShort) {
      blocks.push({ type: "column_set", gap: "medium", columns: [fact, next].map(toColumn) });
      at++;
    } else if (fact) blocks.push(textBlock(factText(fact)));
  }
  return blocks;
}

const factText = ({ label, value }: FactText) => `**${label}**\n${value}`;
const toColumn = (fact: FactText) => ({
  type: "column",
  width: "stretch",
  items: [textBlock(factText(fact))],
});
