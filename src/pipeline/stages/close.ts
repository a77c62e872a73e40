import { findLastActivity } from "../../db/requests.ts";
import { toRequester } from "../addressed.ts";
import { spanInWords } from "../span-in-words.ts";
import { done, type Stage, waitFor } from "../stage.ts";

export const close = {
  name: "close",
  async run(request, { db, now, rules }) {
    const quietSince = (await findLastActivity(db, request.id)) ?? request.stageSince;
    const since = Math.max(request.stageSince.getTime(), quietSince.getTime());
    const closesAt = new Date(since + rules.times.closeAfter);
    if (now() < closesAt)
      return waitFor(`until nobody has done anything with it for ${spanInWords(rules.times.closeAfter)}`, {
        until: closesAt,
      });

    return done("closed", { messages: [toRequester(request, "closed")] });
  },
} as const satisfies Stage;
