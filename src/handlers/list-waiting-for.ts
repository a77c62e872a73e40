import type { Actor } from "../chat/chat.ts";
import type { Db } from "../db/client.ts";
import type { Request } from "../db/tables/requests.ts";
import { listWaitingForGroupDecider, listWaitingForPi } from "../db/waiting-requests.ts";
import { usersOf } from "../pipeline/checks/same-person.ts";
import { groupsToDecide } from "../view/group-decisions.ts";

/**
 * Lists the requests that ask a person with a message of their own: as the PI, as a delegate, or about groups besides the project. Oldest
 * first.
 */
export async function listWaitingFor(
  person: Pick<Actor, "user" | "alsoUsers">,
  db: Db,
): Promise<readonly Request[]> {
  const users = usersOf(person);
  const aboutGroups = await listWaitingForGroupDecider(db, users);
  const all = [
    ...(await listWaitingForPi(db, users)),
    ...aboutGroups.filter((request) => groupsToDecide(request, ...users).length > 0),
  ];
  return all.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id - b.id);
}
