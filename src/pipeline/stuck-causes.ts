import { createHash } from "node:crypto";
import type { Db } from "../db/client.ts";
import { listStuck } from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import { generalizeMessage } from "../failure/generalize-message.ts";
import { STAGE_VIEWS } from "../view/stages.ts";

/** Requests that are stuck for the same reason, as after an outage. */
export interface StuckCause {
  /** The same cause always has the same ID, so that forms can refer to it. */
  readonly id: string;
  /** The stage and what failed there. */
  readonly sentence: string;
  readonly requests: readonly Request[];
}

/**
 * Lists the causes of stuck requests, or only of those that are stuck because of one system. The cause that affects most of them
 * comes first.
 */
export async function listStuckCauses(db: Db, system?: string): Promise<StuckCause[]> {
  const byCause = Map.groupBy(await listStuckOn(db, system), describeCause);
  return [...byCause]
    .map(([sentence, requests]) => ({
      id: createHash("sha256").update(sentence).digest("hex").slice(0, 16),
      sentence,
      requests,
    }))
    .toSorted((a, b) => b.requests.length - a.requests.length);
}

/** Each failure has its own reference and may name a person, but neither is part of its cause. */
function describeCause({ stage, problem, username, email, project }: Request): string {
  const cause = generalizeMessage((problem ?? "").replaceAll(/ \(reference \w+\)/g, ""), [
    username,
    email,
    project,
  ]);
  return `${STAGE_VIEWS[stage].label}: ${cause || "unknown reason"}`;
}

/** Lists the requests that are stuck because of this system, oldest first; without a system, all that are stuck. */
export async function listStuckOn(db: Db, system?: string): Promise<Request[]> {
  const stuck = await listStuck(db);
  return system === undefined ? stuck : stuck.filter((request) => isStuckOn(request, system));
}

/** A failure of a stage that asks several systems names them in its sentence. */
function isStuckOn({ details, problem }: Request, system: string): boolean {
  if (details.stuckOn) return details.stuckOn.includes(system);
  return (problem ?? "").toLowerCase().includes(system.toLowerCase());
}
