import { Failure } from "../../failure/failure.ts";

const PREFIX = "slack:";

/**
 * Turns a Slack ID (of a person, channel or message) into the form that is used everywhere outside this folder:
 * `slack:U0123ABCD`. The prefix names the chat system, because a site may use two, and a stored ID has no other context.
 */
export const toChatId = (slackId: string): string => `${PREFIX}${slackId}`;

/** Returns Slack's own ID. Throws a failure if the ID belongs to another chat system. */
export function toSlackId(chatId: string): string {
  if (!chatId.startsWith(PREFIX)) throw new Failure(`"${chatId}" is not a Slack ID`);
  return chatId.slice(PREFIX.length);
}
