import { findLastActivity } from "../../db/requests.ts";
import { formatInterval } from "../../view/format-interval.ts";
import { toRequester } from "../outbox/recipients.ts";
import { done, type Stage, waitFor } from "../stage.ts";

export const close = {
  name: "close",
  async run(request, { db, now, rules }) {
    const lastActivity = (await findLastActivity(db, request.id)) ?? request.stageSince;
    const since = Math.max(request.stageSince.getTime(), lastActivity.getTime());
    const closesAt = new Date(since + rules.times.closeAfter);
    if (now() < closesAt)
      return waitFor(
        "closing-time",
        `Closes in ${formatInterval(rules.times.closeAfter)} unless something happens`,
        {
          until: closesAt,
        },
      );

    return done(`no activity for ${formatInterval(rules.times.closeAfter)}`, {
      notifications: [toRequester(request, "closed")],
    });
  },
} as const satisfies Stage;
