import { Failure } from "../../failure/failure.ts";

const PREFIX = "mattermost:";
const ID = /^[a-z0-9]{26}$/;

/** Tells whether a text is an ID of the server. A name may look like one, too. */
export const isId = (text: string): boolean => ID.test(text);

/** Turns an ID of the server (of a person or channel) into the form that is used everywhere outside this folder. */
export const toChatId = (mattermostId: string): string => `${PREFIX}${mattermostId}`;

/** Returns the server's own ID. Throws a failure if the ID belongs to another chat system. */
export function toMattermostId(chatId: string): string {
  if (!chatId.startsWith(PREFIX)) throw new Failure(`"${chatId}" is not a Mattermost ID`);
  return chatId.slice(PREFIX.length);
}

/** Refers to a posted message: `mattermost:<channel>/<post>`. */
export const messageRef = (channel: string, post: string): string => toChatId(`${channel}/${post}`);

/** Reads what `messageRef` wrote. */
export function readMessageRef(ref: string): { readonly channel: string; readonly post: string } {
  const [channel = "", post = ""] = toMattermostId(ref).split("/");
  return { channel, post };
}
