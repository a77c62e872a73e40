import { decide, sayUndecided } from "./decide.ts";
import { type Handler, shown } from "./handler.ts";
import { requestIdOf } from "./request-id.ts";

export const approve: Handler = {
  name: "approve",
  async run(call, tools) {
    const late = await decide({ requestId: requestIdOf(call), verdict: "approved" }, call.actor, tools);
    return late ? sayUndecided("Not approved", late) : shown;
  },
};
