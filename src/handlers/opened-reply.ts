import type { Reply } from "../chat/call.ts";
import { stateForRequester } from "../chat/for-requester.ts";
import type { Opened } from "../pipeline/open-request.ts";
import { say, shown } from "./handler.ts";

/** What somebody is told who has just asked for something. */
export function openedReply({ kind, request }: Opened, known = "You already have an open request"): Reply {
  // Of one that was opened the letter `received` tells.
  if (kind === "opened") return shown;
  return say(known, `Request ${request.id}: ${stateForRequester(request)}.`);
}
