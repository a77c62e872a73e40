import { topicOf } from "../../chat/asks-for.ts";
import { buttonsFor } from "../../chat/buttons-for.ts";
import { HOME } from "../../chat/call.ts";
import type { HomeSection } from "../../chat/home.ts";
import type { Notice } from "../../chat/notice.ts";
import { stateOf } from "../../chat/state-of.ts";
import { readFigures } from "../../db/figures.ts";
import type { Request } from "../../db/schema.ts";
import { type RequestFilter, searchRequests } from "../../db/search-requests.ts";
import { digestLines } from "../../pipeline/clock/admin-digest.ts";
import type { Handling } from "../handler.ts";
import { readListWish } from "../list-filter.ts";

const DAY_MS = 86_400_000;
const SHOWN = 20;

/** The day's figures and the queue, stuck ones first; or, with a filter, what it lets through. */
export async function adminSections(tools: Handling, filter: string): Promise<HomeSection[]> {
  const { db, now } = tools;
  const [figures, listed] = await Promise.all([
    readFigures(db, new Date(now().getTime() - DAY_MS)),
    filter ? foundSection(filter, tools) : queueSection(tools),
  ]);
  const lines = digestLines(figures);
  return [
    {
      heading: "Today",
      entries: [
        {
          title: lines.length > 0 ? "How things stand" : "Nothing waits and nothing is stuck",
          lines,
          buttons: [
            ...(figures.waitForAdmin > 0
              ? [{ deed: "look-through", label: "Look through what waits…" }]
              : []),
            ...(figures.stuck.length > 1 ? [{ deed: "retry-all", label: "Retry what is stuck…" }] : []),
            { deed: "find-requests", label: "Find…" },
          ],
        },
      ],
    },
    ...(listed ? [listed] : []),
  ];
}

async function queueSection(tools: Handling): Promise<HomeSection | undefined> {
  const [stuck, waiting] = await Promise.all([
    search({ status: "stuck" }, tools),
    search({ status: "waiting", undecided: true }, tools),
  ]);
  const entries = [...stuck.page, ...waiting.page].slice(0, SHOWN);
  if (entries.length === 0) return undefined;
  return {
    heading: `The queue: ${shownOf(entries.length, stuck.count + waiting.count)}`,
    entries: entries.map(entryOf),
  };
}

/** Says what it is filtered by, and has the way back. */
async function foundSection(filter: string, tools: Handling): Promise<HomeSection> {
  const { page, count } = await search(readListWish(filter, tools.now()).filter, tools);
  const further = count > page.length ? [`The others: /acct list ${filter} page 2`] : [];
  const filtered: Notice = {
    title: `Filter: ${filter}`,
    lines: count === 0 ? ["Nothing matches."] : further,
    buttons: [{ deed: HOME, label: "Show everything" }],
  };
  return { heading: `Found: ${shownOf(page.length, count)}`, entries: [filtered, ...page.map(entryOf)] };
}

const search = (filter: RequestFilter, { db }: Handling) =>
  searchRequests(db, filter, { offset: 0, limit: SHOWN });

const shownOf = (shown: number, all: number) => (all > shown ? `${shown} of ${all}` : String(all));

function entryOf(request: Request): Notice {
  const { id, givenName, familyName, warnings, createdAt } = request;
  return {
    title: `${id} · ${givenName} ${familyName}, ${topicOf(request)}`,
    lines: [[`${stateOf(request)} · `, createdAt], ...warnings.map((warning) => `⚠ ${warning}`)],
    request,
    buttons: buttonsFor(request, { audience: "admin", everything: true }),
  };
}
