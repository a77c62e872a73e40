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

interface Expiring {
  readonly journeys: Journeys;
  readonly rules: Pick<Rules, "times">;
}

const DAY_MS = 86_400_000;

/** Ends what nobody has decided on for too long, and tells whoever asked. Inside a transaction; returns how many it ended. */
export async function expireRequests(tx: Db, now: Date, { journeys, rules }: Expiring): Promise<number> {
  const days = Math.round(rules.times.expireAfter / DAY_MS);
  const since = new Date(now.getTime() - rules.times.expireAfter);
  const stages = [awaitAdmin.name, awaitPi.name];
  const stale = await listUndecidedSince(tx, stages, since);
  for (const { id, version } of stale) {
    const request = await lockRequest(tx, id);
    if (request?.version !== version) continue;
    const note = `nobody has decided on it within ${days} days`;
    await applyChange(
      tx,
      request,
      settle(request, { kind: "expire", note }, journeyOf(request, journeys), now),
      now,
      { notify: true },
    );
  }
  return stale.length;
}
