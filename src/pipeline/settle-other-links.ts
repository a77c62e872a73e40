import { applyChange } from "../db/apply-change.ts";
import type { Db } from "../db/client.ts";
import { endOtherLinks } from "../db/password-links.ts";
import type { PasswordLink, Request } from "../db/schema.ts";
import { journeyOf } from "./journey-of.ts";
import type { Journeys } from "./journeys.ts";
import { settle } from "./settle.ts";
import { done } from "./stage.ts";

/**
 * A password was chosen by one of an account's links: its other links end, and the other requests that wait for a password
 * continue now. Nobody is told that a link of theirs has expired after they have got in by another. A request whose
 * stage has not sent its link yet is left alone: somebody asked for that link after this one.
 */
export async function settleOtherLinks(
  tx: Db,
  used: PasswordLink,
  waiting: readonly Request[],
  { journeys, now }: { readonly journeys: Journeys; readonly now: Date },
): Promise<void> {
  await endOtherLinks(tx, used, now);
  for (const request of waiting) {
    const isNew = request.status === "running" && request.attempt === 0;
    if (request.id === used.requestId || isNew) continue;
    const found = done(`the password was chosen by the link of request ${used.requestId}`);
    await applyChange(tx, request, settle(request, found, journeyOf(request, journeys), now), now, {
      notify: true,
    });
  }
}
