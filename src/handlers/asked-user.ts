import type { Actor } from "../chat/chat.ts";
import type { Request } from "../db/tables/requests.ts";
import { usersOf } from "../pipeline/checks/same-person.ts";
import { groupsToDecide } from "../view/group-decisions.ts";

/** The user of theirs who is asked, because that decides which buttons there are. */
export const askedUser = (request: Request, person: Pick<Actor, "user" | "alsoUsers">): string =>
  usersOf(person).find(
    (user) =>
      user === request.piUser ||
      request.delegates.some((one) => one.user === user) ||
      groupsToDecide(request, user).length > 0,
  ) ?? person.user;
