import { applyChange } from "../../db/apply-change.ts";
import type { Db } from "../../db/client.ts";
import { revokeOtherLinks } from "../../db/password-links.ts";
import type { PasswordLink, Request } from "../../db/schema.ts";
import { transition } from "../engine/transition.ts";
import { done } from "../stage.ts";
import { workflowFor } from "../workflow-for.ts";
import type { Workflows } from "../workflows.ts";

/**
 * A password was chosen by one of an account's links: its other links end, and the other requests that wait for a password
 * continue now. Nobody is told that a link of theirs has expired after they have got in by another. A request whose
 * stage has not sent its link yet is left alone: somebody asked for that link after this one.
 */
export async function settleOtherLinks(
  tx: Db,
  used: PasswordLink,
  waiting: readonly Request[],
  { workflows, now }: { readonly workflows: Workflows; readonly now: Date },
): Promise<void> {
  await revokeOtherLinks(tx, used, now);
  for (const request of waiting) {
    const isNew = request.status === "running" && request.attempt === 0;
    if (request.id === used.requestId || isNew) continue;
    const found = done(`the password was chosen by the link of request ${used.requestId}`);
    await applyChange(tx, request, transition(request, found, workflowFor(request, workflows), now), now, {
      notify: true,
    });
  }
}
