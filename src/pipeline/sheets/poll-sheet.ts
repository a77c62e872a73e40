import { findKnownRows, insertIntakeRows, updateIntakeRow } from "../../db/intake-rows.ts";
import { findSheet } from "../../db/intake-sheets.ts";
import { findRequest } from "../../db/requests.ts";
import type { IntakeRow } from "../../db/tables/intake-rows.ts";
import { isBlank } from "../../intake/is-blank.ts";
import { type Matched, matchRows } from "../../intake/sheets/match-rows.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import { readTab, type TabRead } from "../../intake/sheets/read-tab.ts";
import type { SpreadsheetContents } from "../../intake/sheets/spreadsheet.ts";
import { fullName } from "../../view/full-name.ts";
import { countApproval } from "./count-approval.ts";
import { followEdit } from "./follow-edit.ts";
import { noteDeletedRows } from "./note-deleted-rows.ts";
import { noteHistory, splitOffHistory } from "./note-history.ts";
import { hasOtherPin } from "./pin-digest.ts";
import { type RowNews, tellAboutRows } from "./row-news.ts";
import type { SheetDeps, SheetSetup } from "./sheet-setup.ts";
import { newStamp, type Stamping, stampRows } from "./stamp-rows.ts";
import { takeInFresh } from "./take-in-fresh.ts";
import { type NewProblems, type ReadingContext, recordOf, takeInRow } from "./take-in-row.ts";
import { unlessOutage } from "./unless-outage.ts";

export interface Polled {
  readonly read: TabRead;
  readonly contents: SpreadsheetContents;
  /** True if there are more new rows than one reading takes in. */
  readonly hasMore: boolean;
}

/** Each new row takes some time, because its PIN is hashed. What is left waits for the next reading, which finds it where it is then. */
const ROWS_PER_READING = 2000;

type Match = Matched<RowRead, IntakeRow>;

/**
 * Reads a sheet once and does what follows from it: opens requests, notes what can't be read, follows edits, and counts "Approved". A
 * process may die between any two calls: the next reading finds the same rows by their contents, and nothing is done twice. `titles` are
 * other tabs to read along. Throws what the spreadsheet throws, or a failure about its headings.
 */
export async function pollSheet(
  setup: SheetSetup,
  deps: SheetDeps,
  titles: readonly string[] = [],
): Promise<Polled> {
  const { db, rowsPerReading = ROWS_PER_READING } = deps;
  const contents = await setup.spreadsheet.read([...new Set([setup.tab, ...titles])]);
  const read = readTab(contents, setup);
  const context: ReadingContext = { setup, read, title: contents.title, deps };
  const { fresh, matched, alike, stamps } = await recognize(read, setup, deps);
  await tellAboutRows(
    alike.filter(isOpen).map(({ row }) => ({ row, sentences: ["the same answers are in several rows"] })),
    (_, sheet) => `Rows of the ${sheet} can't be told apart, so acct writes nothing into them`,
    setup,
    deps,
  );

  const split = await splitOffHistory(fresh, await findSheet(db, setup.source), context);
  await noteHistory(split, context);
  const ignored = split.rest.filter(isMarkedOtherwise);
  await insertIntakeRows(
    db,
    ignored.map((row) => ({ ...recordOf(row, null, context), state: "ignored" as const, requestId: null })),
  );
  const wanted = split.rest.filter((row) => !isMarkedOtherwise(row));
  const stampings = chooseStamps(wanted.slice(0, rowsPerReading), stamps);
  const moved = matched
    .filter(isToRestamp)
    .map(({ row, known }) => ({ row, stamp: known.stamp ?? newStamp() }));
  const toStamp = [...moved, ...stampings].filter(({ row, stamp }) => !isStampedWith(row, stamp));
  if (!deps.dryRun) await stampRows(toStamp, read, setup, deps);
  await noteMoved(matched, moved, context);

  const problems = [...(await takeInFresh(stampings, context)), ...(await takeInAgain(matched, context))];
  await tellProblems(problems, context);
  for (const { row, known, by } of matched) {
    if (known.state !== "requested" || known.movedAt !== null) continue;
    if (by === "stamp" || hasOtherPin(row, known.pinDigest, deps.secretKey))
      await unlessOutage(() => followEdit(row, known, context), row, deps);
  }
  const found = await recognize(read, setup, deps);
  await countApprovals(found.matched, read, setup, deps);
  // A row that wasn't taken in may be a newer one of the same request.
  if (!deps.isStopping?.()) await noteDeletedRows(idsOf(found), read, setup, deps);
  // Rows that fail again and again mustn't be read again and again.
  const hasMore = wanted.length > rowsPerReading && found.fresh.length < fresh.length;
  return { read, contents, hasMore };
}

/** Finds out which rows acct knows. */
export async function recognize(
  read: TabRead,
  { source }: Pick<SheetSetup, "source">,
  { db }: Pick<SheetDeps, "db">,
) {
  const stamps = read.rows.flatMap((row) => row.stamps);
  const known = await findKnownRows(db, source, { stamps, digests: read.rows.map(({ digest }) => digest) });
  const ofKnown = new Set(known.flatMap(({ stamp }) => stamp ?? []));
  return { ...matchRows(read.rows, known, isRelated, areAlike), stamps: ofKnown };
}

/** Someone who submits a form twice has one request with two rows, which share its future. */
const areAlike = ([first, ...others]: readonly IntakeRow[]): boolean =>
  others.every(
    ({ requestId, state, moveTo, movedAt, approvedSeen }) =>
      requestId === first?.requestId &&
      state === first.state &&
      moveTo === first.moveTo &&
      approvedSeen === first.approvedSeen &&
      (movedAt === null) === (first.movedAt === null),
  );

/** Which rows are in the sheet for certain, or may be. */
const idsOf = ({ matched, alike }: Awaited<ReturnType<typeof recognize>>): ReadonlySet<number> =>
  new Set(
    [...matched.map(({ known }) => known), ...alike.flatMap(({ candidates }) => candidates)].map(
      ({ id }) => id,
    ),
  );

/** It doesn't matter which one a row from before is. */
const isOpen = ({ candidates }: { readonly candidates: readonly IntakeRow[] }): boolean =>
  candidates.some(({ state, movedAt }) => movedAt === null && state !== "history" && state !== "ignored");

/**
 * An edited row still has the address, or the name and the time of its earlier answers. Otherwise the stamp was left behind by another
 * row: the time alone proves nothing, because people in one room submit a form in the same second.
 */
function isRelated(
  { answers, answeredAt }: RowRead,
  { cells, answeredAt: before, movedAt }: IntakeRow,
): boolean {
  if (movedAt !== null) return false;
  const isSame = (column: string) =>
    (answers[column] ?? "") !== "" && answers[column]?.toLowerCase() === cells[column]?.toLowerCase();
  const isAtTheTime = answeredAt !== undefined && answeredAt === before;
  return isSame("email") || (isAtTheTime && nameIn(answers) !== "" && nameIn(answers) === nameIn(cells));
}

/** Some people have only one name. */
const nameIn = ({ givenName = "", familyName = "" }: Readonly<Partial<Record<string, string>>>): string =>
  fullName({ givenName, familyName }).toLowerCase();

/** Staff have written something else than "Approved". */
export const isMarkedOtherwise = ({ staff: { approved } }: RowRead): boolean =>
  !isBlank(approved) && !isApproved(approved);
const isApproved = (text: string): boolean => text.trim().toLowerCase() === "approved";

/** A stamp that no recorded row has was written just before a process died, and stays. */
function chooseStamps(rows: readonly RowRead[], ofKnown: ReadonlySet<string>): Stamping[] {
  const used = new Set(ofKnown);
  return rows.map((row) => {
    const stamp = row.stamps.find((one) => !used.has(one)) ?? newStamp();
    used.add(stamp);
    return { row, stamp };
  });
}

const isStampedWith = ({ stamps }: RowRead, stamp: string) => stamps.length === 1 && stamps[0] === stamp;

const isToRestamp = ({ by, known }: Match): boolean =>
  by === "contents" && known.movedAt === null && known.state !== "history" && known.state !== "ignored";

/** Records rows that were found in another tab, and the stamps that rows got. */
async function noteMoved(
  matched: readonly Match[],
  stampings: readonly Stamping[],
  { setup, read, deps }: ReadingContext,
): Promise<void> {
  const stamps = new Map(stampings.map(({ row, stamp }) => [row, stamp]));
  const place = { spreadsheet: setup.spreadsheet.id, tabId: read.tab.id };
  for (const { row, known } of matched) {
    const stamp = deps.dryRun ? known.stamp : (stamps.get(row) ?? known.stamp);
    const isHere = known.spreadsheet === place.spreadsheet && known.tabId === place.tabId;
    if (known.movedAt === null && (!isHere || stamp !== known.stamp))
      await updateIntakeRow(deps.db, known.id, { ...place, stamp });
  }
}

/** Looks again at rows that couldn't be used, because someone may have fixed them. */
async function takeInAgain(
  matched: readonly Match[],
  context: ReadingContext,
): Promise<readonly NewProblems[]> {
  const { deps } = context;
  const found: NewProblems[] = [];
  for (const { row, known: before } of matched) {
    const isOver = row.staff.helpdeskNotified !== "" || isMarkedOtherwise(row);
    const isSame = row.digest === before.digest;
    if (before.state === "ignored" ? isMarkedOtherwise(row) : !RETRIED.has(before.state)) continue;
    if (before.state === "left-to-admins" && isSame && !isOver) continue;
    if (isOver) {
      await updateIntakeRow(deps.db, before.id, { state: "history", changedAt: deps.now() });
      continue;
    }
    const taken = () => takeInRow(row, { stamp: before.stamp, before }, context);
    const news = await unlessOutage(taken, row, deps);
    if (news) found.push(news);
  }
  return found;
}

const RETRIED: ReadonlySet<string> = new Set(["problem", "left-to-admins"]);

async function tellProblems(found: readonly NewProblems[], { setup, deps }: ReadingContext): Promise<void> {
  const of = (kind: NewProblems["kind"]): RowNews[] => found.filter((one) => one.kind === kind);
  await tellAboutRows(
    of("problems"),
    (count, sheet) =>
      count === 1
        ? `A row of the ${sheet} can't be used yet`
        : `${count} rows of the ${sheet} can't be used yet`,
    setup,
    deps,
  );
  await tellAboutRows(
    of("left-to-admins"),
    (count, sheet) =>
      count === 1 ? `A row of the ${sheet} needs an admin` : `${count} rows of the ${sheet} need an admin`,
    setup,
    deps,
  );
  for (const one of found) await one.record();
}

/** Counts "Approved" where someone wrote it since the cell was last seen without it. */
async function countApprovals(
  matched: readonly Match[],
  read: TabRead,
  setup: SheetSetup,
  deps: SheetDeps,
): Promise<void> {
  if (!read.columns.places.has("approved")) return;
  for (const { row, known, by } of matched) {
    if (known.state !== "requested" || known.movedAt !== null || by === "stamp") continue;
    const isIn = isApproved(row.staff.approved);
    if (isIn && !known.approvedSeen && setup.approvedCounts) {
      if (await countApproval(known, deps)) await updateIntakeRow(deps.db, known.id, { approvedSeen: true });
    } else if (isIn && !known.approvedSeen) {
      await tellNotCounted(row, known.requestId, setup, deps);
    } else if (!isIn && known.approvedSeen) {
      await updateIntakeRow(deps.db, known.id, { approvedSeen: false });
    }
  }
}

/** Tells the admins once that "Approved" in this row doesn't count, because someone waits for what they wrote. */
async function tellNotCounted(
  row: RowRead,
  requestId: number | null,
  setup: SheetSetup,
  deps: SheetDeps,
): Promise<void> {
  const request = await findRequest(deps.db, requestId ?? 0);
  if (request?.waitsFor !== "admin") return;
  const sentence = `request ${request.id} still waits for an admin. Decide on its card, or set sheets.${setup.source}.approvedCounts to true so that "Approved" in the sheet counts`;
  await tellAboutRows(
    [{ row, sentences: [sentence] }],
    (_, sheet) => `"Approved" in a row of the ${sheet} doesn't count`,
    setup,
    deps,
  );
}
