import type { Actor } from "../../chat/chat.ts";
import { searchRequests } from "../../db/search-requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import { usersOf } from "../../pipeline/checks/same-person.ts";
import { describeState, describeStateForOthers } from "../../view/describe-state.ts";
import { describeStateForRequester } from "../../view/for-requester.ts";
import { fullName } from "../../view/full-name.ts";
import { groupsToDecide } from "../../view/group-decisions.ts";
import type { Line } from "../../view/notice.ts";
import { requestTopic } from "../../view/request-phrase.ts";
import { type GeneralHandler, message } from "../handler.ts";
import { parseListQuery } from "../list-filter.ts";
import { denyReason, isPi } from "../policy.ts";

const PAGE_SIZE = 20;

export const listRequests: GeneralHandler = {
  name: "list-requests",
  right: "list-own",
  notDone: "Not shown",
  command: {
    name: "list",
    arguments: "[filter]",
    help: "List open requests, oldest first: all for admins, otherwise yours and those you decide. Filters: stuck, on-hold, undelivered, spam, pi:hopper, older:3d, any text, page 2",
  },
  async run({ actor, text }, { db, now }) {
    const mine = denyReason("see-all", actor) ? { mine: actor } : {};
    const { filter, page, typed } = parseListQuery(text, now());
    const found = await searchRequests(
      db,
      { ...filter, ...mine },
      { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE },
    );
    if (found.count === 0) return message(typed ? `No requests match "${typed}"` : "No open requests");

    const pages = Math.ceil(found.count / PAGE_SIZE);
    if (page > pages) {
      const last = pages === 1 ? "There is only one page" : `The last page is page ${pages}`;
      return message(`There is no page ${page}`, `${last}, with ${found.count} requests in all.`);
    }
    const isStuck = filter.status === "stuck" && !denyReason("retry", actor);
    const hint = isStuck ? ["To retry all requests with the same cause: /acct retry all"] : [];
    const more = page < pages ? [`More: /acct list ${typed ? `${typed} ` : ""}page ${page + 1}`] : [];
    const title = `${found.count} ${found.count === 1 ? "request" : "requests"}`;
    return message(
      pages > 1 ? `${title}, page ${page} of ${pages}` : title,
      ...found.page.map((request) => describeInList(request, stateFor(actor, request))),
      ...more,
      ...hint,
    );
  },
};

function stateFor(actor: Actor, request: Request): string {
  if (actor.isAdmin) return describeState(request);
  const decides = isPi(actor, request) || groupsToDecide(request, ...usersOf(actor)).length > 0;
  return decides ? describeStateForOthers(request) : describeStateForRequester(request);
}

function describeInList(request: Request, state: string): Line {
  const { id, givenName, familyName, createdAt } = request;
  return [
    `${id} · ${fullName({ givenName, familyName })} · ${requestTopic(request)} · ${state} · `,
    createdAt,
  ];
}
