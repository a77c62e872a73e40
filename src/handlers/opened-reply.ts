import type { Reply } from "../chat/call.ts";
import { stateForRequester } from "../chat/for-requester.ts";
import type { Opened } from "../pipeline/open-request.ts";
import { say } from "./handler.ts";

/** What somebody is told who has just asked for something. */
export function openedReply({ kind, request }: Opened, known = "You have asked already"): Reply {
  if (kind === "opened") return say(`Request ${request.id} is on its way`, "You hear from us at every step.");
  return say(known, `Request ${request.id}: ${stateForRequester(request)}.`);
}
