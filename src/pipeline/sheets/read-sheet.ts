import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { findSheet, updateSheet } from "../../db/intake-sheets.ts";
import { withSheetLock } from "../../db/sheet-lock.ts";
import { holdSheetReads } from "../../db/sheet-reads.ts";
import { describeFailure, newReference } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import {
  SheetAccessError,
  SheetBusyError,
  SheetRejectedError,
  SheetUncertainError,
} from "../../intake/sheets/spreadsheet.ts";
import { notifyAccessBack, notifyAccessLost } from "../outbox/notify-access-lost.ts";
import { lookAtNewTabs } from "./look-at-new-tabs.ts";
import { type Polled, pollSheet } from "./poll-sheet.ts";
import { type SheetDeps, type SheetSetup, sheetName, tellAdmins } from "./sheet-setup.ts";

/** What follows after the rows of a sheet were taken in, with the same reading. */
export interface AfterReading {
  /** The titles of the tabs that it needs to be read along. */
  titles(setup: SheetSetup): Promise<readonly string[]>;
  /** Runs while no other process of acct works on the spreadsheet. */
  run(setup: SheetSetup, polled: Polled): Promise<void>;
}

const MINUTE_MS = 60_000;
/** Outages that are shorter than this are nobody's business. */
const PATIENCE_MS = 10 * MINUTE_MS;
/** A rejected key stays rejected until someone does something. */
const REJECTED_MS = 60 * MINUTE_MS;
/** Another process of acct is writing into the spreadsheet. */
const LOCKED_MS = 5000;

/**
 * Reads a sheet once, and notes how it went. What fails is tried again in the next minute. The admins are told at once about what only
 * they can fix, and about the rest after ten minutes; each once, until it is over. Returns true if there are more new rows than it took
 * in. Throws only if the database is lost.
 */
export async function readSheet(setup: SheetSetup, deps: SheetDeps, after?: AfterReading): Promise<boolean> {
  const { db, now } = deps;
  const { source, spreadsheet } = setup;
  try {
    const titles = (await after?.titles(setup)) ?? [];
    const work = async () => {
      const polled = await pollSheet(setup, deps, titles);
      await after?.run(setup, polled);
      return polled;
    };
    const locked = await withSheetLock(db, spreadsheet.id, work, deps.signal);
    if (!locked) {
      await updateSheet(db, source, { nextAt: later(now(), LOCKED_MS) });
      return false;
    }
    const { read, contents, hasMore } = locked.result;
    const state = await findSheet(db, source);
    if (state?.layout !== read.layout)
      deps.log.info({ sheet: source, layout: read.layout }, "recognized the layout of a sheet");
    const knownTabs = await lookAtNewTabs(contents, state?.knownTabs ?? [], setup, deps);
    await updateSheet(db, source, {
      ...{ readAt: now(), layout: read.layout, knownTabs },
      ...{ failingSince: null, failures: 0, problem: null, toldAt: null },
      ...(hasMore ? { nextAt: now() } : {}),
    });
    if (state?.toldAt) {
      const line = `Fixed: acct can read the ${sheetName(source)} again.`;
      const { rules, announce } = deps;
      await notifyAccessBack(`${source} sheet`, line, { db, now, announce, channel: rules.adminChannels });
    }
    return hasMore;
  } catch (error) {
    if (deps.signal?.aborted) return false;
    if (isTransientDatabaseError(error)) throw error;
    await noteFailure(error, setup, deps);
    return false;
  }
}

async function noteFailure(error: unknown, { source }: SheetSetup, deps: SheetDeps): Promise<void> {
  const { db, now, log, rules, announce } = deps;
  const state = await findSheet(db, source);
  const at = now();
  const failingSince = state?.failingSince ?? at;
  const reference = newReference();
  const why = describeFailure(error, reference);
  // The quota belongs to the key, with which all sheets are read.
  if (error instanceof SheetBusyError) await holdSheetReads(db, MINUTE_MS * (1 + Math.random() / 2));
  log.warn({ err: error, reference, sheet: source }, "could not read a sheet; it will be read again");
  const isPassing =
    error instanceof SheetBusyError ||
    error instanceof SheetUncertainError ||
    error instanceof SheetRejectedError ||
    (error instanceof SheetAccessError && !error.isFinal);
  const isRejected = error instanceof SheetAccessError && error.isFinal;
  const isDue = !isPassing || at.getTime() - failingSince.getTime() >= PATIENCE_MS;
  const isNew = state?.toldAt == null || state.problem !== why;
  // Unexpected errors have another reference each time.
  const isSame = !(error instanceof Failure) && state?.toldAt != null;
  if (isDue && isNew && !isSame) {
    if (error instanceof SheetAccessError || isPassing) {
      const channel = rules.adminChannels;
      await notifyAccessLost(
        { why: `The ${sheetName(source)} can't be read: ${why}`, by: `${source} sheet` },
        { db, channel, now, announce },
      );
    } else {
      const title = `acct can't read the ${sheetName(source)}`;
      const cause = `${source} ${failingSince.toISOString()} ${why}`;
      const lines = [`${why}.`, "No row is lost: acct reads the sheet again every minute."];
      await tellAdmins(db, { title, lines, cause }, deps);
    }
  }
  await updateSheet(db, source, {
    failingSince,
    failures: (state?.failures ?? 0) + 1,
    problem: why,
    toldAt: isDue ? (isNew ? at : (state?.toldAt ?? at)) : (state?.toldAt ?? null),
    ...(isRejected ? { nextAt: later(at, REJECTED_MS) } : {}),
    // Many clients share the limits of Google, so they must not all come back at the same moment.
    ...(isPassing ? { nextAt: later(at, MINUTE_MS * (1 + Math.random() / 2)) } : {}),
  });
}

const later = (at: Date, ms: number) => new Date(at.getTime() + ms);
