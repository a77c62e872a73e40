import type { MattermostPost } from "../src/chat/mattermost/mattermost-post.ts";
import type { Dialog, DialogElement } from "../src/chat/mattermost/render-dialog.ts";

interface Action {
  readonly id: string;
  readonly name: string;
  readonly style: string;
  readonly integration: { readonly context: Readonly<Record<string, string>> };
}

interface Attachment {
  readonly fallback: string;
  readonly color?: string;
  readonly pretext?: string;
  readonly title?: string;
  readonly text?: string;
  readonly fields?: readonly { readonly title: string; readonly value: string; readonly short: boolean }[];
  readonly actions?: readonly Action[];
}

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly [property: string]: unknown;
}

/** Renders a post as readable text, for comparison with the approved golden files. Invisible characters are shown as ‸. */
export function postAsText({ message, props }: MattermostPost): string {
  const attachments = (props.attachments ?? []) as readonly Attachment[];
  const blocks = (props.mm_blocks ?? []) as readonly Block[];
  const lines = [message, ...attachments.map(attachmentAsText), ...blocks.map((block) => blockAsText(block))];
  return visible(lines.join("\n"));
}

const visible = (text: string) => text.replaceAll("\u2060", "‸");
const indent = (text: string, by: string) => text.replace(/^/gm, by);

function attachmentAsText({
  color = "no color",
  pretext,
  title,
  text,
  fields = [],
  actions = [],
}: Attachment): string {
  const parts = [
    ...(title ? [`# ${title}`] : []),
    ...(text ? [text] : []),
    ...fieldsAsText(fields),
    ...(actions.length > 0 ? [actions.map(actionAsText).join(" ")] : []),
  ];
  return [...(pretext ? [pretext] : []), `▌ (${color})`, indent(parts.join("\n"), "▌ ")].join("\n");
}

/** Two short fields in a row are side by side. */
function fieldsAsText(fields: NonNullable<Attachment["fields"]>): string[] {
  const lines: string[] = [];
  for (let at = 0; at < fields.length; at++) {
    const [field, next] = [fields[at], fields[at + 1]];
    if (field?.short && next?.short) {
      lines.push(`${field.title}: ${field.value}  |  ${next.title}: ${next.value}`);
      at++;
    } else if (field) lines.push(`${field.title}: ${field.value}`);
  }
  return lines;
}

const actionAsText = ({ name, style, integration: { context } }: Action) =>
  `[${name}${style === "default" ? "" : ` (${style})`}${context.confirm ? ` (asks: ${context.confirm})` : ""}]`;

function blockAsText({ type, text = "", ...rest }: Block): string {
  const inside = (part: string) =>
    ((rest[part] ?? []) as readonly Block[]).map((block) => blockAsText(block));
  switch (type) {
    case "text":
      return rest.is_subtle ? indent(text, "· ") : text;
    case "button":
      return `[${text}${rest.style === "default" ? "" : ` (${rest.style})`}]`;
    case "container":
      if (rest.flow === "horizontal") return inside("content").join(" ");
      return `▌ (${rest.accent_color ?? rest.background ?? "plain"})\n${indent(inside("content").join("\n"), "▌ ")}`;
    case "collapsible":
      return `${rest.collapsed ? "▸" : "▾"} ${inside("header").join(" ")}\n${indent(inside("content").join("\n"), "  ")}`;
    case "column_set":
      return inside("columns").join("  |  ");
    case "column":
      return inside("items").join(" ").replace(/\n/g, " ");
    default:
      return `(${type})`;
  }
}

/** Renders a dialog as readable text. */
export function dialogAsText({
  title,
  introduction_text: intro,
  elements,
  submit_label: submit,
}: Dialog): string {
  const lines = [`# ${title} [${submit}]`, ...(intro ? [intro] : []), ...elements.map(elementAsText)];
  return visible(lines.join("\n"));
}

function elementAsText(element: DialogElement): string {
  const { display_name: label, name, type, optional, options, help_text: help, placeholder } = element;
  const shown = [
    type,
    ...(element.multiselect ? ["of several"] : []),
    ...(element.data_source ? [element.data_source] : []),
    ...(options ? [options.map(({ text }) => text).join(" / ")] : []),
    ...(placeholder ? [`"${placeholder}"`] : []),
    ...(element.default ? [`= ${element.default}`] : []),
  ].join(" ");
  const line = `${label}${optional ? " (optional)" : ""}: <${shown}> (${name})`;
  return help ? `${line}\n${indent(help, "  ")}` : line;
}
