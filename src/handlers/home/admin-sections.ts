import { HOME } from "../../chat/interaction.ts";
import { readRequestStats } from "../../db/request-stats.ts";
import { type RequestFilter, searchRequests } from "../../db/search-requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import { digestLines } from "../../pipeline/jobs/admin-digest.ts";
import { buttonsFor } from "../../view/buttons-for.ts";
import { describeState } from "../../view/describe-state.ts";
import { fullName } from "../../view/full-name.ts";
import type { HomeSection } from "../../view/home.ts";
import type { Notice } from "../../view/notice.ts";
import { requestTopic } from "../../view/request-phrase.ts";
import type { HandlerContext } from "../handler.ts";
import { parseListQuery } from "../list-filter.ts";
import { rulesSection } from "./rules-section.ts";

const DAY_MS = 86_400_000;
const MAX_REQUESTS = 20;

/**
 * Returns the day's numbers, the queue, which lists stuck requests first, and the rules in words. With a filter, the requests that match
 * it replace the queue and the rules. Throws a `UserError` if the filter is invalid.
 */
export async function adminSections(context: HandlerContext, filter: string): Promise<HomeSection[]> {
  const { db, now } = context;
  const [stats, listed] = await Promise.all([
    readRequestStats(db, new Date(now().getTime() - DAY_MS)),
    filter ? filteredSection(filter, context) : queueSection(context),
  ]);
  const lines = digestLines(stats, "yesterday");
  const rules = filter ? undefined : rulesSection(context);
  return [
    {
      heading: "Today",
      entries: [
        {
          title: lines.length > 0 ? "Overview" : "All caught up",
          lines,
          buttons: [
            ...(stats.waitForAdmin > 0 ? [{ action: "review-queue", label: "Review queue…" } as const] : []),
            ...(stats.stuck.length > 1 ? [{ action: "retry-all", label: "Retry all…" } as const] : []),
            ...(stats.conflicts > 0 ? [{ action: "show-conflicts", label: "Conflicts…" } as const] : []),
            { action: "filter-requests", label: "Find…" },
          ],
        },
      ],
    },
    ...(listed ? [listed] : []),
    ...(rules ? [rules] : []),
  ];
}

async function queueSection(context: HandlerContext): Promise<HomeSection | undefined> {
  const [stuck, waiting] = await Promise.all([
    search({ status: "stuck" }, context),
    search({ undecided: true }, context),
  ]);
  const entries = [...stuck.page, ...waiting.page].slice(0, MAX_REQUESTS);
  if (entries.length === 0) return undefined;
  return {
    heading: `Queue: ${formatCount(entries.length, stuck.count + waiting.count)}`,
    entries: entries.map(toEntry),
  };
}

/** Returns the requests that match the filter, after an entry that shows the filter and has a button to remove it. */
async function filteredSection(filter: string, context: HandlerContext): Promise<HomeSection> {
  const { page, count } = await search(parseListQuery(filter, context.now()).filter, context);
  const further = count > page.length ? [`More: /acct list ${filter} page 2`] : [];
  const filtered: Notice = {
    title: `Filter: ${filter}`,
    lines: count === 0 ? ["Nothing matches."] : further,
    buttons: [{ action: HOME, label: "Show everything" }],
  };
  return { heading: `Found: ${formatCount(page.length, count)}`, entries: [filtered, ...page.map(toEntry)] };
}

const search = (filter: RequestFilter, { db }: HandlerContext) =>
  searchRequests(db, filter, { offset: 0, limit: MAX_REQUESTS });

const formatCount = (shown: number, all: number) => (all > shown ? `${shown} of ${all}` : String(all));

function toEntry(request: Request): Notice {
  const { id, givenName, familyName, warnings, createdAt } = request;
  return {
    title: `${id} · ${fullName({ givenName, familyName })}, ${requestTopic(request)}`,
    lines: [[`${describeState(request)} · `, createdAt], ...warnings.map((warning) => `⚠ ${warning}`)],
    request,
    buttons: buttonsFor(request, { audience: "admin", allActions: true }),
  };
}
