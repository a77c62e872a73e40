import type { Reply } from "../chat/interaction.ts";
import type { CreateResult } from "../pipeline/create-request.ts";
import { describeStateForRequester } from "../view/for-requester.ts";
import { message, noReply } from "./handler.ts";

/** Returns the reply to a person who just submitted a request. */
export function submittedReply(
  { kind, request }: CreateResult,
  known = "You already have an open request",
): Reply {
  // The notification `received` confirms a new request.
  if (kind === "created") return noReply;
  return message(known, `Request ${request.id}: ${describeStateForRequester(request)}.`);
}
