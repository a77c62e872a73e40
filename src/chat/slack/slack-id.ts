import { Failure } from "../../failure/failure.ts";

const PREFIX = "slack:";

/**
 * A Slack id (of a person, channel or message) as everything outside this folder keeps it: `slack:U0123ABCD`. It says which
 * chat system it belongs to, because a site may use two, and a stored id has no other context.
 */
export const toChatId = (slackId: string): string => `${PREFIX}${slackId}`;

/** Slack's own id. Throws when it belongs to another chat system. */
export function toSlackId(chatId: string): string {
  if (!chatId.startsWith(PREFIX)) throw new Failure(`"${chatId}" is not an id of Slack`);
  return chatId.slice(PREFIX.length);
}

/** A person's id as an operator types it, with or without the name of the chat. */
export const readChatId = (typed: string): string => (typed.includes(":") ? typed : toChatId(typed));
