import { applyChange } from "../../db/apply-change.ts";
import type { Db } from "../../db/client.ts";
import { lockRequest } from "../../db/requests.ts";
import { listUndecidedSince } from "../../db/waiting-requests.ts";
import { journeyOf } from "../journey-of.ts";
import type { Journeys } from "../journeys.ts";
import { settle } from "../settle.ts";
import { awaitAdmin } from "../stages/await-admin.ts";
import { awaitPi } from "../stages/await-pi.ts";
import type { Rules } from "../tools.ts";
import { readDowntime } from "./downtime.ts";

interface Expiring {
  readonly journeys: Journeys;
  readonly rules: Pick<Rules, "times">;
}

const DAY_MS = 86_400_000;
/** A request can wait at two stages, and questions stop its clock. */
const DOWNTIME_KNOWN_FOR = 4;

/** Ends what nobody has decided on for too long, and tells whoever asked. Inside a transaction; returns how many it ended. */
export async function expireRequests(tx: Db, now: Date, { journeys, rules }: Expiring): Promise<number> {
  const days = Math.round(rules.times.expireAfter / DAY_MS);
  const since = new Date(now.getTime() - rules.times.expireAfter);
  const stages = [awaitAdmin.name, awaitPi.name];
  const downtime = await readDowntime(
    tx,
    new Date(now.getTime() - DOWNTIME_KNOWN_FOR * rules.times.expireAfter),
    now,
  );
  const wasUpFor = (moment: Date) => now.getTime() - moment.getTime() - downtime.since(moment);
  // Whoever was waited for before acct went down is reminded first.
  if (downtime.lastEnd && wasUpFor(downtime.lastEnd) < rules.times.remindPi) return 0;
  const stale = await listUndecidedSince(tx, stages, since);
  let ended = 0;
  for (const { id, version, clockSince } of stale) {
    if (wasUpFor(clockSince) < rules.times.expireAfter) continue;
    const request = await lockRequest(tx, id);
    if (request?.version !== version) continue;
    ended++;
    const note = `nobody has decided on it within ${days} days`;
    await applyChange(
      tx,
      request,
      settle(request, { kind: "expire", note }, journeyOf(request, journeys), now),
      now,
      { notify: true },
    );
  }
  return ended;
}
