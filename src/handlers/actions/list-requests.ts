import type { Actor } from "../../chat/chat.ts";
import type { Request } from "../../db/schema.ts";
import { searchRequests } from "../../db/search-requests.ts";
import { describeState, describeStateForOthers } from "../../view/describe-state.ts";
import { describeStateForRequester } from "../../view/for-requester.ts";
import type { Line } from "../../view/notice.ts";
import { requestTopic } from "../../view/request-phrase.ts";
import { type Handler, message } from "../handler.ts";
import { parseListQuery } from "../list-filter.ts";
import { denyReason, isPi } from "../policy.ts";

const PAGE = 20;

export const listRequests: Handler = {
  name: "list-requests",
  command: {
    name: "list",
    arguments: "[filter]",
    help: "Open requests, oldest first: all for admins, else yours and those you decide. Filter: stuck, pi:hopper, older:3d, words, page 2",
  },
  async run({ actor, text }, { db, now }) {
    const mine = denyReason("see-all", actor) ? { mine: { user: actor.user, email: actor.email } } : {};
    const { filter, page, typed } = parseListQuery(text, now());
    const found = await searchRequests(
      db,
      { ...filter, ...mine },
      { offset: (page - 1) * PAGE, limit: PAGE },
    );
    if (found.count === 0) return message(typed ? `Nothing matches "${typed}"` : "No open requests");

    const pages = Math.ceil(found.count / PAGE);
    if (page > pages) {
      const last = pages === 1 ? "There is only one page" : `The last page is page ${pages}`;
      return message(`There is no page ${page}`, `${last}, with ${found.count} requests in all.`);
    }
    const isStuck = filter.status === "stuck" && !denyReason("retry", actor);
    const hint = isStuck ? ["To go on with all of one cause: /acct retry all"] : [];
    const further = page < pages ? [`Further: /acct list ${typed ? `${typed} ` : ""}page ${page + 1}`] : [];
    const title = `${found.count} ${found.count === 1 ? "request" : "requests"}`;
    return message(
      pages > 1 ? `${title}, page ${page} of ${pages}` : title,
      ...found.page.map((request) => lineOf(request, stateFor(actor, request))),
      ...further,
      ...hint,
    );
  },
};

function stateFor(actor: Actor, request: Request): string {
  if (actor.isAdmin) return describeState(request);
  return isPi(actor, request) ? describeStateForOthers(request) : describeStateForRequester(request);
}

function lineOf(request: Request, state: string): Line {
  const { id, givenName, familyName, createdAt } = request;
  return [`${id} · ${givenName} ${familyName} · ${requestTopic(request)} · ${state} · `, createdAt];
}
