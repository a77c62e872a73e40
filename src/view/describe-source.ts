import type { Event } from "../db/tables/events.ts";
import type { Request } from "../db/tables/requests.ts";

const PUBLIC_FORM = "form:";
const FOUNDING_FORM = "project-form:";

/** The origin of a request that someone made with this link to the public form. */
export const publicOrigin = (linkId: string) => `${PUBLIC_FORM}${linkId}`;
/** The ID of the link to the form that a request came from. Undefined if it came from elsewhere. */
export const formLinkOf = (origin: string): string | undefined =>
  origin.startsWith(PUBLIC_FORM) ? origin.slice(PUBLIC_FORM.length) : undefined;
export const isPublicOrigin = ({ origin }: Pick<Request, "origin">) => origin.startsWith(PUBLIC_FORM);

/** The origin of a request for a project that this person made in the web form. The form has an ID, so that it makes one request. */
export const foundingOrigin = (personId: number, formId: string) => `${FOUNDING_FORM}${personId}:${formId}`;

/** Says where people find what a request came from: "row 304 of Account requests". Undefined if it came from the chat. */
export function describeSource(
  { origin }: Pick<Request, "origin">,
  history: readonly Event[],
): string | undefined {
  if (isPublicOrigin({ origin })) return "the public form; the address is confirmed, but not the person";
  if (origin.startsWith(FOUNDING_FORM)) return "the web form for new projects, by a link to their address";
  const { file, row } =
    history
      .map(({ detail }) => detail.source as { readonly file?: string; readonly row?: number } | undefined)
      .find(Boolean) ?? {};
  if (row !== undefined) return `row ${row} of ${file}`;
  const [, ticket] = /^ticket:rt:.*\/(\d+)$/.exec(origin) ?? [];
  return ticket === undefined ? undefined : `ticket ${ticket} of Request Tracker`;
}
