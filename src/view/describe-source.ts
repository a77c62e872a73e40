import type { Event } from "../db/tables/events.ts";
import type { Request } from "../db/tables/requests.ts";

const PUBLIC_FORM = "form:";

/** The origin of a request that someone made with this link to the public form. */
export const publicOrigin = (linkId: string) => `${PUBLIC_FORM}${linkId}`;
export const isPublicOrigin = ({ origin }: Pick<Request, "origin">) => origin.startsWith(PUBLIC_FORM);

/** Says where people find what a request came from: "row 304 of Account requests". Undefined if it came from the chat. */
export function describeSource(
  { origin }: Pick<Request, "origin">,
  history: readonly Event[],
): string | undefined {
  if (isPublicOrigin({ origin })) return "the public form; the address is confirmed, but not the person";
  const { file, row } =
    history
      .map(({ detail }) => detail.source as { readonly file?: string; readonly row?: number } | undefined)
      .find(Boolean) ?? {};
  if (row !== undefined) return `row ${row} of ${file}`;
  const [, ticket] = /^ticket:rt:.*\/(\d+)$/.exec(origin) ?? [];
  return ticket === undefined ? undefined : `ticket ${ticket} of Request Tracker`;
}
