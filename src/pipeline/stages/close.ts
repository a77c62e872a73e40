import { done, type Stage, waitFor } from "../stage.ts";
import { toRequester } from "../to-requester.ts";

export const close = {
  name: "close",
  async run(request, { now, rules }) {
    const closesAt = new Date(request.stageSince.getTime() + rules.times.closeAfter);
    if (now() < closesAt) return waitFor("a day without activity", { until: closesAt });

    return done("closed", { messages: [toRequester(request, "closed")] });
  },
} as const satisfies Stage;
