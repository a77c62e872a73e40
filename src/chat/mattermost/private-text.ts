import type { Notice } from "../../view/notice.ts";
import type { Renderers } from "./show-reply.ts";

/** A text that only one person sees has as much room as a message: 16,383 characters. */
const MAX_TEXT = 16_000;

/** Renders a notice as text without buttons, for an answer that can't have any. */
export function privateText({ buttons: _, ...notice }: Notice, render: Pick<Renderers, "notice">): string {
  const { message, props } = render.notice(notice, () => ({ url: "", context: {} }));
  const attachments = Array.isArray(props.attachments) ? (props.attachments as Attachment[]) : [];
  const texts = attachments.flatMap(({ pretext, title, text, fields = [] }) => [
    pretext,
    title && `**${title}**`,
    text,
    ...fields.map((field) => `**${field.title}** ${field.value}`),
  ]);
  return [message, ...texts].filter(Boolean).join("\n").slice(0, MAX_TEXT);
}

interface Attachment {
  readonly pretext?: string;
  readonly title?: string;
  readonly text?: string;
  readonly fields?: readonly { readonly title: string; readonly value: string }[];
}
