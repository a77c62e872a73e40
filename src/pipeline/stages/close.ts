import { findLastActivity } from "../../db/requests.ts";
import { formatInterval } from "../../view/format-interval.ts";
import { toRequester } from "../outbox/recipients.ts";
import { done, type Stage, waitFor } from "../stage.ts";

export const close = {
  name: "close",
  async run(request, { db, now, rules }) {
    const quietSince = (await findLastActivity(db, request.id)) ?? request.stageSince;
    const since = Math.max(request.stageSince.getTime(), quietSince.getTime());
    const closesAt = new Date(since + rules.times.closeAfter);
    if (now() < closesAt)
      return waitFor(
        "closing-time",
        `until nobody has done anything with it for ${formatInterval(rules.times.closeAfter)}`,
        {
          until: closesAt,
        },
      );

    return done("closed", { notifications: [toRequester(request, "closed")] });
  },
} as const satisfies Stage;
