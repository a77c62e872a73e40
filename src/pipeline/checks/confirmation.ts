import type { Request } from "../../db/tables/requests.ts";
import { WAIT_VIEWS } from "../../view/stages.ts";
import { toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { type Wait, waitFor } from "../stage.ts";
import { workingTime } from "../working-time.ts";

/** Tells whether someone else asked for it, and the person it is for hasn't confirmed it yet. */
export const awaitsConfirmation = ({ details: { onBehalf } }: Pick<Request, "details">): boolean =>
  onBehalf !== undefined && onBehalf.confirmedAt === undefined;

/** Asks the person in the chat or, if they can't be reached there, by email, and again as often as PIs are reminded. The request expires like one that no one decides on. */
export function waitForConfirmation(request: Request, { now, rules }: PipelineDeps): Wait {
  const { onBehalf } = request.details;
  const note = WAIT_VIEWS.confirmation.state(request);
  const asked = onBehalf?.askedAt === undefined ? now() : new Date(onBehalf.askedAt);
  const times = Math.floor((now().getTime() - asked.getTime()) / rules.times.remindPi);
  if (!onBehalf || times > rules.piReminders) return waitFor("confirmation", note);
  const next = new Date(asked.getTime() + (times + 1) * rules.times.remindPi);
  return waitFor("confirmation", note, {
    until: workingTime(rules.workingHours, rules.site.timeZone).next(next),
    ...(onBehalf.askedAt === undefined
      ? { facts: { clockSince: asked, details: { onBehalf: { ...onBehalf, askedAt: asked.toISOString() } } } }
      : {}),
    notifications: [toRequester(request, "confirm-request", { number: String(times + 1) })],
  });
}
