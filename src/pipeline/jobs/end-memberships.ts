import type { Db } from "../../db/client.ts";
import { listEndedMemberships } from "../../db/roster.ts";
import { openMemberChange, type RosterDeps } from "../roster/open-change.ts";

/** Opens a request for each membership whose time is over. Runs inside a transaction; returns how many it opened. */
export async function endMemberships(tx: Db, deps: Omit<RosterDeps, "db">): Promise<number> {
  let opened = 0;
  for (const entry of await listEndedMemberships(tx, deps.now())) {
    const origin = `end-of-membership:${entry.membershipId}:${entry.endsAt?.toISOString()}`;
    const by = { id: "acct", name: "acct" };
    const { isNew } = await openMemberChange(
      "removal",
      entry,
      { why: "ended" },
      { origin, by },
      { ...deps, db: tx },
    );
    if (isNew) opened++;
  }
  return opened;
}
