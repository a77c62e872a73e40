import { decide } from "./decide.ts";
import { type Handler, say, shown } from "./handler.ts";
import { requestIdOf } from "./request-id.ts";

export const spam: Handler = {
  name: "spam",
  async run(call, tools) {
    const late = await decide({ requestId: requestIdOf(call), verdict: "spam" }, call.actor, tools);
    return late ? say("Not marked as spam", late) : shown;
  },
};
