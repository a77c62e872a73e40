import type { Reply } from "../chat/interaction.ts";
import type { OpenResult } from "../pipeline/open-request.ts";
import { describeStateForRequester } from "../view/for-requester.ts";
import { message, noReply } from "./handler.ts";

/** Returns the reply to a person who just submitted a request. */
export function submittedReply(
  { kind, request }: OpenResult,
  known = "You already have an open request",
): Reply {
  // The notification `received` confirms a new request.
  if (kind === "opened") return noReply;
  return message(known, `Request ${request.id}: ${describeStateForRequester(request)}.`);
}
