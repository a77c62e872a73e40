import type { Db } from "../../db/client.ts";
import { revokeOtherLinks } from "../../db/password-links.ts";
import type { PasswordLink } from "../../db/tables/password-links.ts";
import type { Request } from "../../db/tables/requests.ts";
import { applyCommand } from "../engine/apply-command.ts";
import { done } from "../stage.ts";
import type { Workflows } from "../workflows.ts";

/**
 * A password was set with one of an account's links: its other links end, and other requests that wait for a password continue
 * now. No one is told that a link has expired after they have used another one. A request whose stage has not sent its link
 * yet is left alone, because that link was requested after this one.
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
    const outcome = done(`the password was set with the link of request ${used.requestId}`);
    await applyCommand(tx, request, outcome, { workflows, now });
  }
}
