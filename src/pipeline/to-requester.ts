import type { NewMessage } from "../db/change.ts";
import type { Request, Via } from "../db/schema.ts";
import type { LetterName } from "./letters.ts";

/** A letter to whoever asked, once for this request. */
export function toRequester(
  request: Request,
  letter: LetterName,
  data: Record<string, string> = {},
  via: Via = "either",
): NewMessage {
  return {
    key: `${request.id}:${letter}`,
    letter,
    via,
    toName: `${request.givenName} ${request.familyName}`,
    toEmail: request.email,
    toUser: request.requesterUser,
    data,
  };
}
