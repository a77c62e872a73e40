import { createHash } from "node:crypto";
import type { NewNotification, Places } from "../../db/change.ts";
import type { Delivery, TemplateName } from "../../db/names.ts";
import type { Assignment, OnBehalf, Request } from "../../db/tables/requests.ts";
import { fullName } from "../../view/full-name.ts";

/** A message to the requester, sent once for this request or, if it can be repeated, once for each `number`. */
export function toRequester(
  request: Request,
  template: TemplateName,
  data: Record<string, string> = {},
  via: Delivery = "either",
): NewNotification {
  return {
    key: [template, request.id, data.number].filter((part) => part !== undefined).join(":"),
    template,
    via,
    toName: fullName(request),
    toEmail: request.email,
    toUser: request.requesterUser,
    data,
  };
}

/** Returns the same message for each of the project's other members, by email. Each gets their own message, so that a rejected address affects no one else. */
export function toMembers(
  request: Request,
  template: TemplateName,
  data: Record<string, string>,
  addresses: readonly string[],
): NewNotification[] {
  return addresses.map((address) => ({
    ...toRequester(request, template, data, "email"),
    key: [template, request.id, data.number, address].filter((part) => part !== undefined).join(":"),
    toName: address,
    toEmail: address,
    toUser: null,
  }));
}

/** A message to the person who asked for something for someone else. */
export function toOpener(
  { id }: Pick<Request, "id">,
  { by, byName, byEmail }: OnBehalf,
  template: TemplateName,
  data: Record<string, string>,
): NewNotification {
  const key = `${template}:${id}:${data.what}`;
  return { key, template, via: "either", toName: byName, toEmail: byEmail ?? null, toUser: by, data };
}

/** A direct message to the admin who asked, or to the one the request is assigned to. */
export function toAssignedAdmin(
  { id }: Request,
  { by, byName }: Assignment,
  template: TemplateName,
  data: Record<string, string>,
): NewNotification {
  const key = `${template}:${id}:${data.number}`;
  return { key, template, via: "chat", toName: byName, toEmail: null, toUser: by, data };
}

/**
 * A message to the admin channel, once a day for each cause: if an outage stops many requests, one message is enough.
 * `cause` is what failed, without the parts that differ from request to request. The thread of that message lists every further
 * request, which is the second message here.
 */
export function toAdminChannelOnce(
  request: Pick<Request, "id" | "version">,
  { channel, cause, why, now }: { channel: Places; cause: string; why: string; now: Date },
): readonly [first: NewNotification, further: NewNotification] {
  const hash = createHash("sha256").update(cause).digest("hex").slice(0, 16);
  const key = `needs-attention:${hash}:${now.toISOString().slice(0, 10)}`;
  const { id, version } = request;
  const first = toAdminChannel(request, channel, why);
  return [
    { ...first, key, data: { why, version: String(version) } },
    {
      ...inThread(key, channel, `Request ${id}, too.`, `${id}:${version}`),
      data: { list: `Request ${id}, too.`, about: String(id), version: String(version) },
    },
  ];
}

/** A line in the thread of a message to the admin channel. `occasion` makes its key unique there. */
export function inThread(
  thread: string,
  channel: Places | null,
  list: string,
  occasion: string,
): NewNotification {
  return {
    key: `${"thread-note" satisfies TemplateName}:${thread}:${occasion}`,
    template: "thread-note",
    via: "channel",
    toName: "the admins",
    toEmail: null,
    toUser: channel,
    thread,
    data: { list },
  };
}

/** A message to the admin channel: the request needs an admin now, and an edited card would not get noticed. */
export function toAdminChannel(
  { id, version }: Pick<Request, "id" | "version">,
  channel: Places,
  why: string,
): NewNotification {
  return {
    key: `needs-attention:${id}:${version}`,
    template: "needs-attention",
    via: "channel",
    toName: "the admins",
    toEmail: null,
    toUser: channel,
    data: { why },
  };
}
