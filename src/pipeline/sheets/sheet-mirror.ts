import { BusyError } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { listRowsOfRequest, moveToSpam, updateIntakeRow } from "../../db/intake-rows.ts";
import type { SheetSource } from "../../db/names.ts";
import { findTicketSentAt } from "../../db/notifications.ts";
import { withSheetLock } from "../../db/sheet-lock.ts";
import type { Event } from "../../db/tables/events.ts";
import type { IntakeRow } from "../../db/tables/intake-rows.ts";
import type { Request } from "../../db/tables/requests.ts";
import { findTicketOf } from "../../db/tickets.ts";
import { readTab } from "../../intake/sheets/read-tab.ts";
import { SheetBusyError, SheetRejectedError, SheetUncertainError } from "../../intake/sheets/spreadsheet.ts";
import type { Mirror } from "../outbox/mirror.ts";
import type { Workflows } from "../workflows.ts";
import { describeRowState, type RowState } from "./describe-row-state.ts";
import { placeOf, type SheetSetup } from "./sheet-setup.ts";
import { findRow, isShown, planCells, type RowToWrite, writeRows } from "./write-rows.ts";

interface MirrorDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly now: () => Date;
  /** True: nothing is written into the sheet. */
  readonly dryRun: boolean;
  /** Aborted when this process no longer waits for a call that hangs. What wasn't written is shown by the next process. */
  readonly signal?: AbortSignal | undefined;
  /** Rows that change within this time are written in one call. */
  readonly gatherMs?: number;
}

/** A row that should show this, from a view that waits for it. */
interface Wish {
  readonly row: IntakeRow;
  readonly stateIn: (timeZone: string) => RowState;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Google accepts 60 writes a minute, and this leaves most of them to others. */
const GATHER_MS = 5000;
/** A reading or a move is at work. */
const LOCKED_MS = 5000;
const OUTAGE_MS = 60_000;
/** A dry run ends with a restart. */
const DRY_RUN_MS = 3_600_000;

/**
 * Shows requests in the rows where people asked for them. What is to be written within a few seconds is written together: to rows that
 * were found by their stamp and their contents just before, and it is read back.
 */
export function sheetMirror(setups: readonly SheetSetup[], deps: MirrorDeps): Mirror {
  const { db, now, workflows, dryRun, gatherMs = GATHER_MS } = deps;
  const waiting = new Map<SheetSource, Wish[]>();
  const writing = new Map<SheetSource, Promise<void>>();

  function wish(setup: SheetSetup, one: Omit<Wish, "resolve" | "reject">): Promise<void> {
    const { source } = setup;
    return new Promise((resolve, reject) => {
      const mine = { ...one, resolve, reject };
      const wishes = waiting.get(source);
      if (wishes) return void wishes.push(mine);
      waiting.set(source, [mine]);
      setTimeout(() => {
        const before = writing.get(source) ?? Promise.resolve();
        const turn = before.then(() => {
          const all = waiting.get(source) ?? [];
          waiting.delete(source);
          return fulfil(all, setup);
        });
        writing.set(source, turn);
      }, gatherMs);
    });
  }

  async function fulfil(wishes: readonly Wish[], setup: SheetSetup): Promise<void> {
    try {
      const locked = await withSheetLock(
        db,
        setup.spreadsheet.id,
        () => writeWishes(wishes, setup, deps),
        deps.signal,
      );
      if (!locked) throw new BusyError(LOCKED_MS);
      for (const one of wishes) {
        const why = locked.result.get(one.row.id);
        if (why === undefined) one.resolve();
        else one.reject(why);
      }
    } catch (error) {
      const isPassing =
        deps.signal?.aborted === true ||
        error instanceof SheetBusyError ||
        error instanceof SheetUncertainError ||
        error instanceof SheetRejectedError;
      for (const { reject } of wishes)
        reject(isPassing ? new BusyError(OUTAGE_MS * (1 + Math.random())) : error);
    }
  }

  return {
    async show(view, request, history) {
      const setup = setups.find(({ source }) => placeOf(source) === view.place);
      // The site has stopped using the sheet.
      if (!setup) return view.place;
      if (dryRun) throw new BusyError(DRY_RUN_MS);
      const rows = (await listRowsOfRequest(db, request.id)).filter(({ source }) => source === setup.source);
      const stateIn = await stateOf(request, history, { db, workflows });
      if (request.status === "spam") await moveToSpam(db, request.id, now());
      await Promise.all(
        rows.filter((row) => !isShown(row, stateIn)).map((row) => wish(setup, { row, stateIn })),
      );
      return view.place;
    },
  };
}

async function stateOf(
  request: Request,
  history: readonly Event[],
  { db, workflows }: Pick<MirrorDeps, "db" | "workflows">,
): Promise<(timeZone: string) => RowState> {
  const ticketAt = await findTicketSentAt(db, request.id);
  const isTicket = (await findTicketOf(db, request.id)) !== undefined;
  return (timeZone) => describeRowState(request, history, { workflows, timeZone, ticketAt, isTicket });
}

/** Writes what these rows should show. Returns why a row could not be written, by its ID. */
async function writeWishes(
  wishes: readonly Wish[],
  setup: SheetSetup,
  { db }: MirrorDeps,
): Promise<ReadonlyMap<number, Error>> {
  const contents = await setup.spreadsheet.read([setup.tab]);
  const read = readTab(contents, setup);
  const later = new Map<number, Error>();
  const writes: RowToWrite[] = [];
  for (const { row, stateIn } of wishes) {
    const found = findRow(row, read);
    const state = stateIn(contents.timeZone);
    // The next reading finds out whether it was edited, moved, or deleted.
    if (found === "unclear") later.set(row.id, new BusyError(OUTAGE_MS));
    if (typeof found === "string") continue;
    const cells = planCells(row, found.staff, state, read.columns);
    // It must be known before it is there, or the next reading takes it for someone's approval.
    if (cells.approved !== undefined)
      await updateIntakeRow(db, row.id, { approvedSeen: cells.approved === "Approved" || row.approvedSeen });
    writes.push({ row, found, state, cells });
  }
  const failed = await writeRows(writes, read, setup);
  for (const { row, state } of writes) {
    if (failed.has(row.id)) later.set(row.id, new BusyError(LOCKED_MS));
    else await updateIntakeRow(db, row.id, { shown: { ...state, timeZone: contents.timeZone } });
  }
  return later;
}
