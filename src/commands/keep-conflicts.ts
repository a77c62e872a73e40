import { listUndecided } from "../adopt/list-undecided.ts";
import {
  closeConflicts,
  countConflicts,
  listKeptConflicts,
  rejectDecision,
  saveConflicts,
} from "../db/adoption-conflicts.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { showConflicts } from "../db/digests.ts";
import type { AdoptionConflict } from "../db/tables/adoption-conflicts.ts";
import type { Adopted } from "./adopt.ts";

interface KeepOptions {
  readonly db: Db;
  readonly adminChannels: readonly string[];
  /** When the run began: another run may have seen or decided more since. */
  readonly since: Date;
  readonly now: Date;
}

/**
 * Keeps the conflicts of a run that has written, for the admins to decide on in the chat, and closes those that are gone or whose
 * decision has been applied. Repeating it changes nothing. New ones get a new message in the admin channel, and the message before
 * is updated. Returns how many are open.
 */
export async function keepConflicts(
  adopted: Adopted,
  { db, adminChannels, since, now }: KeepOptions,
): Promise<number> {
  const undecided = listUndecided(adopted.plan);
  const seen = undecided.map(({ id: externalId, ...one }) => ({ ...one, externalId }));
  const systems = adopted.plan.counts.map(({ system }) => system);
  return inTransaction(db, async (tx) => {
    let news = await saveConflicts(tx, seen, since);
    for (const { conflict, problem } of adopted.rejected)
      if (await rejectDecision(tx, conflict, problem)) news++;
    const over = (await listKeptConflicts(tx, systems)).filter(
      isOver(
        adopted,
        undecided.map(({ key }) => key),
      ),
    );
    const closed = await closeConflicts(
      tx,
      over.map(({ id }) => id),
      since,
      now,
    );
    const { open } = await countConflicts(tx);
    const isNew = news > 0 && open > 0;
    if (news > 0 || closed > 0) await showConflicts(tx, { adminChannels, isNew, now });
    return open;
  });
}

/** A conflict is over if its account or project was read and isn't in conflict, or is missing from a source that was read as a whole. */
function isOver({ plan, present, skipped }: Adopted, inConflict: readonly string[]) {
  const keys = new Set(inConflict);
  const whole = new Set(
    plan.counts.flatMap(({ system, unknown }) => (unknown === undefined ? [system] : [])),
  );
  return ({ key, system }: AdoptionConflict) =>
    !keys.has(key) && (present.has(key) ? !skipped.has(key) : whole.has(system));
}
