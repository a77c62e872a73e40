import { decide, sayUndecided } from "./decide.ts";
import { type Handler, shown } from "./handler.ts";
import { requestIdOf } from "./request-id.ts";

export const spam: Handler = {
  name: "spam",
  async run(call, tools) {
    const late = await decide({ requestId: requestIdOf(call), verdict: "spam" }, call.actor, tools);
    return late ? sayUndecided("Not marked as spam", late) : shown;
  },
};
