import type { NewNotification } from "../../db/change.ts";
import type { Request } from "../../db/tables/requests.ts";
import { WAIT_VIEWS } from "../../view/stages.ts";
import { toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { type Wait, waitFor } from "../stage.ts";
import { workingTime } from "../working-time.ts";

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
  const { addressAskedAt } = request.details;
  const asked = addressAskedAt === undefined ? now() : new Date(addressAskedAt);
  const times = Math.floor((now().getTime() - asked.getTime()) / remindPi);
  const note = WAIT_VIEWS.address.state(request);
  if (times > rules.piReminders) return waitFor("address", note);
  return waitFor("address", note, {
    until: workingTime(rules.workingHours, rules.site.timeZone).next(
      new Date(asked.getTime() + (times + 1) * remindPi),
    ),
    // The request may have been held or delayed before, which doesn't count.
    ...(addressAskedAt === undefined
      ? { facts: { clockSince: asked, details: { addressAskedAt: asked.toISOString() } } }
      : {}),
    notifications: [askAgain(request, String(times + 1))],
  });
}

/** After newer answers, the link is sent once more for them. */
function askAgain(request: Request, number: string): NewNotification {
  const { amendments } = request.details;
  const notification = toRequester(request, "confirm-address", { number }, "email");
  return amendments ? { ...notification, key: `${notification.key}:${amendments}` } : notification;
}
