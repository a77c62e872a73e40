import type { Db } from "../../db/client.ts";
import { hasPublished, listUnpublished, markPublished } from "../../db/public-log.ts";
import { withSessionLock } from "../../db/session-lock.ts";
import type { LogEntry } from "../../db/tables/public-log.ts";
import { Failure } from "../../failure/failure.ts";
import { AnswerLostError, EditConflictError, type PageVersion, type WikiPage } from "../../wiki/wiki-page.ts";
import { type LineStyle, type LogLine, logLine } from "./log-line.ts";
import { hasLog, mergeLog } from "./merge-log.ts";

export interface PublishLogDeps {
  readonly db: Db;
  readonly wiki: WikiPage;
  readonly style: LineStyle;
  /** Whether to create the page, the first time only. */
  readonly create: boolean;
  readonly now: () => Date;
  /** Once aborted, the pass no longer waits for the wiki. */
  readonly signal?: AbortSignal;
}

/** The first key of the advisory lock: "wiki" in ASCII. */
const LOCK_CLASS = 0x77696b69;
const ENTRIES_PER_PASS = 500;
const ATTEMPTS = 4;

/**
 * Publishes on the wiki page what is not there yet, in one edit. Before each attempt the page is read, and what it has already counts as
 * published: an earlier edit may have been saved although its answer was lost. Returns "skipped" if another process is at it. Throws if
 * the wiki can't be read or written; the next pass then tries again.
 */
export async function publishLog(deps: PublishLogDeps): Promise<"done" | "skipped"> {
  const { db, wiki, style, now, signal } = deps;
  const lock = { lockClass: LOCK_CLASS, name: "public log" };
  const pass = await withSessionLock(
    db,
    lock,
    async () => {
      const entries = await listUnpublished(db, ENTRIES_PER_PASS);
      if (entries.length === 0) return;
      const mayCreate = deps.create && !(await hasPublished(db));
      const revision = await addToPage(wiki, entries, { style, mayCreate });
      const ids = entries.map(({ id }) => id);
      await markPublished(db, ids, { revision, now: now() });
    },
    signal,
  );
  return pass ? "done" : "skipped";
}

interface Adding {
  readonly style: LineStyle;
  readonly mayCreate: boolean;
}

/** Returns the revision that has all entries. */
async function addToPage(
  wiki: WikiPage,
  entries: readonly LogEntry[],
  { style, mayCreate }: Adding,
): Promise<number> {
  const lines = entries.map((entry) => logLine(entry, style));
  for (let attempt = 1; ; attempt++) {
    const version = await wiki.read();
    requirePlace(wiki, version, mayCreate);
    const text = mergeLog(version.text, lines);
    if (text === version.text && version.revision !== undefined) return version.revision;
    try {
      return await wiki.save(version, { text, summary: summarize(lines, version) });
    } catch (error) {
      const isWorthAnotherLook = error instanceof EditConflictError || error instanceof AnswerLostError;
      if (!isWorthAnotherLook || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Throws unless the page is one to which the lines belong. Only a page that has our log already is followed when it is moved. */
function requirePlace({ name, title }: WikiPage, version: PageVersion, mayCreate: boolean): void {
  const { redirectedFrom, revision, text } = version;
  if (redirectedFrom !== undefined && !hasLog(text)) {
    throw new Failure(
      `The page ${redirectedFrom} in ${name} leads to ${version.title}, which has no log of acct: set wiki.page to the page that should have it`,
      { lasts: true },
    );
  }
  if (revision !== undefined || mayCreate) return;
  throw new Failure(
    `The page ${title} in ${name} doesn't exist: create it, set wiki.page to its new title if it was moved, or set wiki.create to true if it never existed`,
    { lasts: true },
  );
}

/** The lines of this edit for the history of the page. */
function summarize(lines: readonly LogLine[], { text }: PageVersion): string {
  const added = lines.filter(({ mark }) => !text.includes(mark)).length;
  return added === 1 ? "1 approved account" : `${added} approved accounts`;
}
