import type { Reply } from "../chat/interaction.ts";
import type { OpenResult } from "../pipeline/open-request.ts";
import { describeStateForRequester } from "../view/for-requester.ts";
import { message, noReply } from "./handler.ts";

/** What somebody is told who has just asked for something. */
export function submittedReply(
  { kind, request }: OpenResult,
  known = "You already have an open request",
): Reply {
  // Of one that was opened the letter `received` tells.
  if (kind === "opened") return noReply;
  return message(known, `Request ${request.id}: ${describeStateForRequester(request)}.`);
}
