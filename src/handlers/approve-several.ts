import { listWaitingForPi } from "../db/waiting-requests.ts";
import { type Handler, say } from "./handler.ts";
import { decidePicked, pickingForm } from "./pick-many.ts";
import { objectionTo } from "./policy.ts";

const VERDICTS = [{ value: "approved", label: "Approve" }] as const;

const PICKING = { verdicts: VERDICTS, warns: false };

/** A PI approves many requests at once. */
export const approveSeveral: Handler = {
  name: "approve-several",
  opensForm: true,
  async run(call, tools) {
    const { actor } = call;
    const objection = objectionTo("request", actor);
    if (objection) return say("Not shown", objection);
    if (call.values && !call.filling) return decidePicked(call.values, PICKING, actor, tools);

    const waiting = await listWaitingForPi(tools.db, actor.user);
    if (waiting.length === 0) return say("Nothing waits for you");
    const form = { deed: "approve-several", title: "Requests to decide", ...PICKING };
    return { kind: "form", form: pickingForm(waiting, form, call.values) };
  },
};
