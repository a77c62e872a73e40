import { topicOf } from "../chat/asks-for.ts";
import type { Actor } from "../chat/chat.ts";
import { stateForRequester } from "../chat/for-requester.ts";
import type { Line } from "../chat/notice.ts";
import { stateForOthers, stateOf } from "../chat/state-of.ts";
import type { Request } from "../db/schema.ts";
import { searchRequests } from "../db/search-requests.ts";
import { type Handler, say } from "./handler.ts";
import { readListWish } from "./list-filter.ts";
import { isPi, objectionTo } from "./policy.ts";

const PAGE = 20;

export const listRequests: Handler = {
  name: "list-requests",
  command: {
    name: "list",
    arguments: "[filter]",
    help: "Open requests, oldest first: all for admins, else yours and those you decide. Filter: stuck, pi:hopper, older:3d, words, page 2",
  },
  async run({ actor, text }, { db, now }) {
    const mine = objectionTo("see-all", actor) ? { mine: { user: actor.user, email: actor.email } } : {};
    const { filter, page, typed } = readListWish(text, now());
    const found = await searchRequests(
      db,
      { ...filter, ...mine },
      { offset: (page - 1) * PAGE, limit: PAGE },
    );
    if (found.count === 0) return say(typed ? `Nothing matches "${typed}"` : "No open requests");

    const pages = Math.ceil(found.count / PAGE);
    if (page > pages) {
      const last = pages === 1 ? "There is only one page" : `The last page is page ${pages}`;
      return say(`There is no page ${page}`, `${last}, with ${found.count} requests in all.`);
    }
    const isStuck = filter.status === "stuck" && !objectionTo("retry", actor);
    const hint = isStuck ? ["To go on with all of one cause: /acct retry all"] : [];
    const further = page < pages ? [`Further: /acct list ${typed ? `${typed} ` : ""}page ${page + 1}`] : [];
    const title = `${found.count} ${found.count === 1 ? "request" : "requests"}`;
    return say(
      pages > 1 ? `${title}, page ${page} of ${pages}` : title,
      ...found.page.map((request) => lineOf(request, stateFor(actor, request))),
      ...further,
      ...hint,
    );
  },
};

function stateFor(actor: Actor, request: Request): string {
  if (actor.isAdmin) return stateOf(request);
  return isPi(actor, request) ? stateForOthers(request) : stateForRequester(request);
}

function lineOf(request: Request, state: string): Line {
  const { id, givenName, familyName, createdAt } = request;
  return [`${id} · ${givenName} ${familyName} · ${topicOf(request)} · ${state} · `, createdAt];
}
