import { toRequester } from "../addressed.ts";
import { done, type Stage, waitFor } from "../stage.ts";

export const close = {
  name: "close",
  async run(request, { now, rules }) {
    const closesAt = new Date(request.stageSince.getTime() + rules.times.closeAfter);
    if (now() < closesAt) return waitFor("a day without activity", { until: closesAt });

    return done("closed", { messages: [toRequester(request, "closed")] });
  },
} as const satisfies Stage;
