import type { FastifyInstance, FastifyReply } from "fastify";
import type { LogPlace } from "../db/public-log.ts";
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
  /** Lists entries from before a place in the log, newest first. */
  list(listing: {
    readonly before?: LogPlace | undefined;
    readonly limit: number;
  }): Promise<readonly LogEntry[]>;
  identify(): Promise<{ readonly id: string; readonly createdAt: Date }>;
}

/** A page ends with the day on which it has this many. */
const ENTRIES = 200;
/** A day with more than this is divided. */
const MAX_ENTRIES = 1000;
/** The highest ID that the database has. */
const MAX_ID = 2 ** 31 - 1;
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
  /** If there are entries before this part: its last day, "2026-11-27", or its last entry if the day goes on. */
  readonly older: string | undefined;
}

/** Reads whole days from before a place, until there are enough entries. Only a day with very many of them is divided. */
async function readPage({ list }: LogRoutesDeps, before: LogPlace | undefined): Promise<LogPart> {
  const first = await list({ before, limit: ENTRIES });
  const last = first.at(-1);
  if (!last || first.length < ENTRIES) return { entries: first, older: undefined };
  const day = dayOf(last.at);
  const more = await list({ before: last, limit: MAX_ENTRIES - ENTRIES });
  const entries = [...first, ...more.filter(({ at }) => dayOf(at) === day)];
  const end = entries.at(-1) ?? last;
  const [next] = await list({ before: end, limit: 1 });
  if (!next) return { entries, older: undefined };
  return { entries, older: dayOf(next.at) === day ? `${end.at.toISOString()}-${end.id}` : day };
}

/**
 * The beginning of the day in `?before=2026-11-27`, in UTC, or the entry in `?before=2026-11-27T06:51:00.000Z-12`; undefined if it is
 * neither.
 */
function readBefore(value: unknown): { readonly before: LogPlace | undefined } | undefined {
  if (value === undefined) return { before: undefined };
  const text = fieldText(value);
  const [, moment = "", entry] = /^([\d-]{10}T[\d:.]{12}Z)-(\d{1,10})$/.exec(text) ?? [];
  if (entry !== undefined) {
    const [at, id] = [new Date(moment), Number(entry)];
    return isMoment(at) && at.toISOString() === moment && id <= MAX_ID ? { before: { at, id } } : undefined;
  }
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(text) : new Date(Number.NaN);
  // Some calendars go on after the 31st.
  return isMoment(at) && dayOf(at) === text ? { before: at } : undefined;
}

const isMoment = (at: Date) => !Number.isNaN(at.getTime());

/** RFC 8288 */
const linkToOlder = (reply: FastifyReply, url: string) => reply.header("link", `<${url}>; rel="next"`);
