import { STATUSES, type Status } from "../db/names.ts";
import type { RequestFilter } from "../db/search-requests.ts";
import { UNDELIVERED_DAYS } from "../pipeline/undelivered-causes.ts";
import { UserError } from "./handler.ts";
import { MENTION } from "./resolve-pi.ts";

export interface ListQuery {
  readonly filter: RequestFilter;
  /** The page number. The first page is 1. */
  readonly page: number;
  /** The filter as the person typed it, without the page. */
  readonly typed: string;
}

const DAY_MS = 86_400_000;
const HELP =
  "Filters: running, waiting, stuck, on-hold, undelivered, closed, refused, spam, withdrawn, offboarded, all; pi:name; older:3d; page 2; or any text.";

/**
 * Parses the arguments of a command such as `/acct list stuck pi:hopper older:3d amy page 2`. Throws a `UserError` that lists
 * the filters if one is invalid.
 */
export function parseListQuery(text: string, now: Date): ListQuery {
  const all = text.split(/\s+/).filter(Boolean);
  const [last = "", before = ""] = [all.at(-1), all.at(-2)];
  const hasPage = before.toLowerCase() === "page" && /^\d{1,4}$/.test(last);
  const wanted = hasPage ? all.slice(0, -2) : all;
  const filter: Mutable<RequestFilter> = {};
  const terms: string[] = [];
  for (const written of wanted) {
    const [, mention] = MENTION.exec(written) ?? [];
    if (mention !== undefined) {
      filter.requesterUser = mention;
      continue;
    }
    const term = written.toLowerCase();
    const [, name] = /^(\w+):/.exec(term) ?? [];
    const value = name === undefined ? "" : written.slice(name.length + 1);
    const [, pi] = MENTION.exec(value) ?? [];
    if (name === "pi" && pi !== undefined) filter.piUser = pi;
    else if (name === "pi") filter.pi = value;
    else if (name === "older") filter.before = daysBefore(value, now);
    else if (name !== undefined) throw new UserError(`There is no filter "${name}:". ${HELP}`);
    else if (term === "all") filter.status = "all";
    else if (term === "on-hold") filter.status = "quarantined";
    else if (term === "undelivered") filter.undeliveredSince = daysBefore(String(UNDELIVERED_DAYS), now);
    else if (isStatus(term)) filter.status = term;
    else terms.push(written);
  }
  if (terms.length > 0) filter.text = terms.join(" ");
  return { filter, typed: wanted.join(" "), page: hasPage ? Math.max(1, Number(last)) : 1 };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function isStatus(term: string): term is Status {
  return STATUSES.some((status) => status === term);
}

function daysBefore(value: string, now: Date): Date {
  const [, days] = /^(\d{1,4})d?$/i.exec(value) ?? [];
  if (!days)
    throw new UserError(`"older:${value}" isn't valid. Use a number of days, e.g. older:3d. ${HELP}`);
  return new Date(now.getTime() - Number(days) * DAY_MS);
}
