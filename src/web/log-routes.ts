import type { FastifyInstance, FastifyReply } from "fastify";
import type { LogEntry } from "../db/tables/public-log.ts";
import { dayOf, logAsText, logDays } from "../view/public-log.ts";
import { fieldText } from "./field-text.ts";
import { logFeed } from "./log-feed.ts";
import { pageTextFor } from "./page-text-for.ts";
import { logPage, type Site } from "./pages.ts";
import { sendCached } from "./send-cached.ts";

export interface LogRoutesDeps {
  readonly site: Site;
  readonly publicUrl: string;
  readonly showRule: boolean;
  /** The site's own title; undefined for ours. */
  readonly title: string | undefined;
  /** Lists entries from before a moment, newest first. */
  list(listing: { readonly before?: Date | undefined; readonly limit: number }): Promise<readonly LogEntry[]>;
  identify(): Promise<{ readonly id: string; readonly createdAt: Date }>;
}

/** A page ends with the day on which it has this many. */
const ENTRIES = 200;
/** The entries of one day are never divided. */
const ENTRIES_OF_A_DAY = 20_000;
const DAY_MS = 86_400_000;
const ENGLISH_TITLE = "Approved accounts";

/** The public log of approved accounts: for people at /log, for feed readers at /log.atom, and for programs at /log.txt. */
export async function logRoutes(app: FastifyInstance, deps: LogRoutesDeps): Promise<void> {
  const { site, title } = deps;

  app.get<{ Querystring: Record<string, unknown> }>("/log", async (request, reply) => {
    const asked = readBefore(request.query.before);
    if (!asked) return reply.callNotFound();
    const pageText = pageTextFor(request, site);
    const { entries, older } = await readPage(deps, asked.before);
    const body = logPage(site, pageText, {
      title: title ?? pageText.log.title,
      days: logDays(entries, deps),
      older,
      isNewest: asked.before === undefined,
    });
    const type = "text/html; charset=utf-8";
    return sendCached(request, reply, { type, body, lastModified: entries[0]?.at });
  });

  app.get<{ Querystring: Record<string, unknown> }>("/log.txt", async (request, reply) => {
    const asked = readBefore(request.query.before);
    if (!asked) return reply.callNotFound();
    const { entries, older } = await readPage(deps, asked.before);
    if (older !== undefined) linkToOlder(reply, `${deps.publicUrl}/log.txt?before=${older}`);
    const body = logAsText(logDays(entries, deps));
    const type = "text/plain; charset=utf-8";
    return sendCached(request, reply, { type, body, lastModified: entries[0]?.at });
  });

  app.get("/log.atom", async (request, reply) => {
    const entries = await deps.list({ limit: ENTRIES });
    const body = logFeed({
      title: title ?? `${ENGLISH_TITLE} · ${site.name}`,
      author: site.name,
      publicUrl: deps.publicUrl,
      installation: await deps.identify(),
      days: logDays(entries, deps),
    });
    const type = "application/atom+xml; charset=utf-8";
    return sendCached(request, reply, { type, body, lastModified: entries[0]?.at });
  });
}

interface LogPart {
  readonly entries: readonly LogEntry[];
  /** The last day of this part if there are entries before it: "2026-11-27". */
  readonly older: string | undefined;
}

/** Reads whole days from before a moment, until there are enough entries. */
async function readPage({ list }: LogRoutesDeps, before: Date | undefined): Promise<LogPart> {
  const entries = await list({ before, limit: ENTRIES });
  const last = entries.at(-1);
  if (!last || entries.length < ENTRIES) return { entries, older: undefined };
  const day = dayOf(last.at);
  const ofLastDay = await list({ before: earlier(endOf(day), before), limit: ENTRIES_OF_A_DAY });
  const rest = ofLastDay.filter(({ at }) => dayOf(at) === day);
  const whole = [...entries.filter(({ at }) => dayOf(at) !== day), ...rest];
  const [next] = await list({ before: new Date(day), limit: 1 });
  return { entries: whole, older: next && day };
}

const endOf = (day: string) => new Date(new Date(day).getTime() + DAY_MS);
const earlier = (one: Date, other: Date | undefined) => (other && other < one ? other : one);

/** The beginning of the day in `?before=2026-11-27`, in UTC; undefined if it is no day. */
function readBefore(value: unknown): { readonly before: Date | undefined } | undefined {
  if (value === undefined) return { before: undefined };
  const text = fieldText(value);
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(text) : new Date(Number.NaN);
  // Some calendars go on after the 31st.
  return Number.isNaN(at.getTime()) || dayOf(at) !== text ? undefined : { before: at };
}

/** RFC 8288 */
const linkToOlder = (reply: FastifyReply, url: string) => reply.header("link", `<${url}>; rel="next"`);
