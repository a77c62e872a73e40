import type { RequestListener } from "node:http";
import type { Log } from "../../log.ts";

export interface Deliveries {
  readonly listener: RequestListener;
  /** How many were rejected because of their signature. */
  rejected(): number;
  /** Returns why Slack's deliveries don't count, or undefined if they do, as far as acct knows. */
  findOutage(): string | undefined;
}

const UNAUTHORIZED = 401;
/** Anyone can send a wrong signature, so a few of them mean nothing where Slack's own deliveries arrive. */
const SUSPICIOUS = 3;
const QUIET_MS = 60 * 60_000;

/**
 * Watches the deliveries in HTTP mode. Bolt answers 401 to a wrong signature, and then Slack shows every person an error. If that
 * happens to all deliveries, the signing secret is wrong.
 */
export function watchDeliveries(listener: RequestListener, log: Pick<Log, "warn">): Deliveries {
  let rejected = 0;
  let rejectedInARow = 0;
  let acceptedAt: number | undefined;
  return {
    listener(request, response) {
      response.once("finish", () => {
        if (response.statusCode !== UNAUTHORIZED) {
          if (response.statusCode < 300) {
            acceptedAt = Date.now();
            rejectedInARow = 0;
          }
          return;
        }
        rejected++;
        if (rejectedInARow++ === 0) log.warn("a delivery at /slack/events has a wrong signature");
      });
      listener(request, response);
    },
    rejected: () => rejected,
    findOutage() {
      const isNew = acceptedAt === undefined;
      const isQuiet = Date.now() - (acceptedAt ?? 0) > QUIET_MS;
      if (rejectedInARow < (isNew ? 1 : SUSPICIOUS) || !isQuiet) return undefined;
      return "the signatures of its deliveries are wrong: compare SLACK_SIGNING_SECRET with the app's settings";
    },
  };
}
