import { commandWords } from "../../view/command-words.ts";
import { toChatId } from "./slack-id.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/**
 * Reads the text after a command's name from what Slack sends with `should_escape`. Mentions become `@slack:U0123`, which
 * identifies the person. Email addresses and links become what was typed (docs.slack.dev/interactivity/implementing-slash-commands).
 * Slack escapes what people type, so none of these tokens contains a `<`, and one pass over the text is enough.
 */
export function commandText(sent: string): string {
  const typed = sent
    .replace(/<([@#!])([A-Z0-9^a-z]+)(?:\|[^<>]*)?>/g, (_, sign: string, id: string) =>
      sign === "!" ? `!${id}` : `${sign}${toChatId(id)}`,
    )
    .replace(/<(?:mailto:|https?:\/\/)[^<|>]*\|([^<>]*)>/g, (_, shown: string) => shown)
    .replace(/<(?:mailto:)?([^<|>]*)>/g, (_, target: string) => target)
    .replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
  return commandWords(typed);
}
