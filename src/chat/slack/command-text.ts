import { toChatId } from "./slack-id.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/**
 * What was typed behind a command, from what Slack sends with `should_escape`: mentions as `@slack:U0123`, which
 * identifies the person, addresses and links as they were typed (docs.slack.dev/interactivity/implementing-slash-commands). No `<`
 * stands within one of them, because Slack escapes what people type: so each is looked through once.
 */
export function commandText(sent: string): string {
  return sent
    .replace(/<([@#!])([A-Z0-9^a-z]+)(?:\|[^<>]*)?>/g, (_, sign: string, id: string) =>
      sign === "!" ? `!${id}` : `${sign}${toChatId(id)}`,
    )
    .replace(/<(?:mailto:|https?:\/\/)[^<|>]*\|([^<>]*)>/g, (_, shown: string) => shown)
    .replace(/<(?:mailto:)?([^<|>]*)>/g, (_, target: string) => target)
    .replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity)
    .trim();
}
