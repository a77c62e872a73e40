import type { Db } from "../../db/client.ts";
import { listOpenAbout } from "../../db/roster.ts";
import type { Request } from "../../db/tables/requests.ts";

/** Lists what is about to change in a project: removals that can still be undone, and the question to a new PI. */
export const listPendingChanges = (db: Db, project: string): Promise<Request[]> =>
  listOpenAbout(db, project, ["removal", "new-pi"]);
