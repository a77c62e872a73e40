import type { NewMessage } from "../db/change.ts";
import type { Claim, Request, Via } from "../db/schema.ts";
import type { LetterName } from "./letters.ts";

/** A letter to whoever asked, once for this request and, where it can be said again, its `number`. */
export function toRequester(
  request: Request,
  letter: LetterName,
  data: Record<string, string> = {},
  via: Via = "either",
): NewMessage {
  return {
    key: [request.id, letter, data.number].filter((part) => part !== undefined).join(":"),
    letter,
    via,
    toName: `${request.givenName} ${request.familyName}`,
    toEmail: request.email,
    toUser: request.requesterUser,
    data,
  };
}

/** A direct message to the admin who asked or looks after it. */
export function toAdmin(
  { id }: Request,
  { by, byName }: Claim,
  letter: LetterName,
  data: Record<string, string>,
): NewMessage {
  const key = `${id}:${letter}:${data.number}`;
  return { key, letter, via: "chat", toName: byName, toEmail: null, toUser: by, data };
}

/** To the admin channel: something about the request needs an admin now, which an edited card would not tell. */
export function toAdmins({ id, version }: Request, channel: string, why: string): NewMessage {
  return {
    key: `${id}:for-admins:${version}`,
    letter: "for-admins",
    via: "channel",
    toName: "the admins",
    toEmail: null,
    toUser: channel,
    data: { why },
  };
}
