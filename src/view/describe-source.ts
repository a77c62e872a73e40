import type { Event } from "../db/tables/events.ts";
import type { Request } from "../db/tables/requests.ts";

/** Says where people find what a request came from: "row 304 of Account requests". Undefined if it came from the chat or a page. */
export function describeSource(
  { origin }: Pick<Request, "origin">,
  history: readonly Event[],
): string | undefined {
  const { file, row } =
    history
      .map(({ detail }) => detail.source as { readonly file?: string; readonly row?: number } | undefined)
      .find(Boolean) ?? {};
  if (row !== undefined) return `row ${row} of ${file}`;
  const [, ticket] = /^ticket:rt:.*\/(\d+)$/.exec(origin) ?? [];
  return ticket === undefined ? undefined : `ticket ${ticket} of Request Tracker`;
}
