import type { Request } from "../../db/tables/requests.ts";
import { toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { type Wait, waitFor } from "../stage.ts";

/**
 * Tells whether the owner of the address must confirm it before anyone decides: it comes from a file that anyone may have
 * filled in, and neither they nor the campus directory have confirmed it.
 */
export function isUnproved({ details }: Pick<Request, "details">, isVouchedFor: boolean): boolean {
  return details.addressUnproved === true && details.addressConfirmedAt === undefined && !isVouchedFor;
}

/** Sends the link, and again as often as PIs are reminded. The request expires like one that no one decides on. */
export function waitForAddress(request: Request, { now, rules }: PipelineDeps): Wait {
  const { remindPi } = rules.times;
  const since = request.clockSince.getTime();
  const times = Math.floor((now().getTime() - since) / remindPi);
  const note = `Waiting for ${request.givenName} to confirm ${request.email}`;
  if (times > rules.piReminders) return waitFor("address", note);
  return waitFor("address", note, {
    until: new Date(since + (times + 1) * remindPi),
    notifications: [toRequester(request, "confirm-address", { number: String(times + 1) }, "email")],
  });
}
