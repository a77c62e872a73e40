import { AppError } from "../app-error.ts";
import type { Outgoing, OutgoingRequest } from "../deliver/outgoing.ts";

/** Calls an integration and returns the text of its answer. Whatever is wrong, the person only reads "Action integration error." */
export async function callIntegration(outgoing: Outgoing, request: OutgoingRequest): Promise<string> {
  const refuse = () => new AppError("api.post.do_action.action_integration.app_error", 400);
  const reply = await outgoing.send(request).catch(() => {
    throw refuse();
  });
  if (reply.status !== 200) throw refuse();
  return reply.text;
}
