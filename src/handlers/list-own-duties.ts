import type { Actor } from "../chat/chat.ts";
import { listRequestedBy } from "../db/requests.ts";
import { hasEnded } from "../db/tables/requests.ts";
import { describeStateForRequester } from "../view/for-requester.ts";
import type { Line } from "../view/notice.ts";
import { requestTopic } from "../view/request-phrase.ts";
import type { HandlerContext } from "./handler.ts";
import { listWaitingFor } from "./list-waiting-for.ts";

const MAX_OWN = 5;

/** What waits for a person, and how their own requests are, with where they can act: for someone who doesn't know how to. */
export async function listOwnDuties(
  person: Pick<Actor, "user" | "alsoUsers" | "email">,
  { db }: Pick<HandlerContext, "db">,
): Promise<readonly Line[]> {
  const forThem = await listWaitingFor(person, db);
  const own = (await listRequestedBy(db, person, MAX_OWN)).filter((request) => !hasEnded(request));
  const decide =
    forThem.length === 0
      ? []
      : [
          forThem.length === 1
            ? "One request waits for your decision. Use the buttons in its message, or open the Home tab."
            : `${forThem.length} requests wait for your decision. Use the buttons in their messages, or open the Home tab.`,
        ];
  return [
    ...decide,
    ...own.map(
      (request) =>
        `Your request ${request.id}, ${requestTopic(request)}: ${describeStateForRequester(request)}.`,
    ),
    ...(decide.length + own.length === 0 ? ["To request an account, use /acct request."] : []),
  ];
}
