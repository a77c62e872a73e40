import { stateOf } from "../chat/card.ts";
import type { Line } from "../chat/notice.ts";
import { listOpen } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { type Handler, say } from "./handler.ts";
import { objectionTo } from "./policy.ts";

const PAGE = 20;

export const listRequests: Handler = {
  name: "list-requests",
  command: {
    name: "list",
    help: "Open requests, oldest first: all for admins, else yours and those you decide",
  },
  async run({ actor }, { db }) {
    const mine = objectionTo("see-all", actor) ? { user: actor.user, email: actor.email } : undefined;
    const open = await listOpen(db, mine, PAGE + 1);
    if (open.length === 0) return say("No open requests");
    const more = open.length > PAGE ? ["… and more. The oldest come first."] : [];
    return say("Open requests", ...open.slice(0, PAGE).map(lineOf), ...more);
  },
};

function lineOf(request: Request): Line {
  const { id, givenName, familyName, project, createdAt } = request;
  return [
    `${id} · ${givenName} ${familyName} · ${project ?? request.kind} · ${stateOf(request)} · `,
    createdAt,
  ];
}
