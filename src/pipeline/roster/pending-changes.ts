import type { Db } from "../../db/client.ts";
import { KINDS } from "../../db/names.ts";
import { listNotYetIn, listOpenAbout } from "../../db/roster.ts";
import type { Request } from "../../db/tables/requests.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";

/** Lists what is about to change in a project: removals that can still be undone, and the question to a new PI. */
export const listPendingChanges = (db: Db, project: string): Promise<Request[]> =>
  listOpenAbout(db, project, ["removal", "new-pi"]);

const JOINING = KINDS.filter((kind) => REQUEST_KINDS[kind].joinsProject);

/** Lists the open requests of people who want to join a project, newest first. */
export const listJoining = (db: Db, project: string): Promise<Request[]> =>
  listNotYetIn(db, project, JOINING);
