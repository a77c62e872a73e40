/** A user or channel ID of Mattermost (model.IsValidId in server/public/model/utils.go). */
const MATTERMOST_ID = /^[a-z0-9]{26}$/;

/**
 * Reads the ID of a person as an operator types it, with or without the name of the chat system. The IDs of the systems can't be
 * mistaken for each other: Slack's are in capital letters, Mattermost's have 26 lowercase letters and digits.
 */
export function readChatId(typed: string): string {
  const id = typed.trim();
  if (id.includes(":")) return id;
  return MATTERMOST_ID.test(id) ? `mattermost:${id}` : `slack:${id}`;
}
