import { toChatId } from "./slack-id.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/**
 * Reads what a person typed from what Slack sends, for commands with `should_escape`. Mentions become `@slack:U0123`, which
 * identifies the person. Email addresses and links become what was typed (docs.slack.dev/interactivity/implementing-slash-commands).
 * Slack escapes what people type, so none of these tokens contains a `<`, and one pass over the text is enough.
 */
export function typedText(sent: string): string {
  return sent
    .replace(/<([@#!])([A-Z0-9^a-z]+)(?:\|[^<>]*)?>/g, (_, sign: string, id: string) =>
      sign === "!" ? `!${id}` : `${sign}${toChatId(id)}`,
    )
    .replace(/<(?:mailto:|https?:\/\/)[^<|>]*\|([^<>]*)>/g, (_, shown: string) => shown)
    .replace(/<(?:mailto:)?([^<|>]*)>/g, (_, target: string) => target)
    .replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity)
    .trim();
}
