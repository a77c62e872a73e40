import { createHash } from "node:crypto";
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

/** The same to each of the project's other members, by mail. One message each, so that a refused address concerns nobody else. */
export function toMembers(
  request: Request,
  letter: LetterName,
  data: Record<string, string>,
  addresses: readonly string[],
): NewMessage[] {
  return addresses.map((address) => ({
    ...toRequester(request, letter, data, "mail"),
    key: [request.id, letter, data.number, address].filter((part) => part !== undefined).join(":"),
    toName: address,
    toEmail: address,
    toUser: null,
  }));
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

/**
 * To the admin channel, once a day for each cause: an outage stops many requests, and one message says so.
 * `cause` is what failed, without what differs from request to request.
 */
export function toAdminsOnce(
  request: Pick<Request, "id" | "version">,
  { channel, cause, why, now }: { channel: string; cause: string; why: string; now: Date },
): NewMessage {
  const hash = createHash("sha256").update(cause).digest("hex").slice(0, 16);
  return {
    ...toAdmins(request, channel, why),
    key: `for-admins:${hash}:${now.toISOString().slice(0, 10)}`,
  };
}

/** To the admin channel: something about the request needs an admin now, which an edited card would not tell. */
export function toAdmins(
  { id, version }: Pick<Request, "id" | "version">,
  channel: string,
  why: string,
): NewMessage {
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
