import type { Actor } from "../chat/chat.ts";
import { mayUse } from "../pipeline/links/judge-link.ts";
import { settleLink } from "../pipeline/links/settle-link.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";

/**
 * Explains to a PI why they can't act as one at the moment: the registry knows them, but their link in the chat isn't confirmed.
 * Checked each time they act, because the link may have been paused since they were asked. Undefined if they can.
 */
export async function denyPausedLink(
  actor: Actor,
  deps: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<string | undefined> {
  const found = await settleLink(actor, deps);
  if (!found || mayUse(found.verdict)) return undefined;
  return "We can't tell that you are the PI: your email address has changed, or someone else is linked to it. Please ask an admin to confirm you with /acct link, and then try again.";
}
