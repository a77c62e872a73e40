import { listUndecidedAt } from "../db/waiting-requests.ts";
import { type Handler, say } from "./handler.ts";
import { decidePicked, pickingForm } from "./pick-many.ts";
import { objectionTo } from "./policy.ts";

const VERDICTS = [
  { value: "approved", label: "Approve" },
  { value: "spam", label: "Mark as spam, without notifying anyone" },
] as const;

const PICKING = { verdicts: VERDICTS, warns: true };

/** An admin decides on many requests at once. */
export const lookThrough: Handler = {
  name: "look-through",
  opensForm: true,
  async run(call, tools) {
    const { actor } = call;
    const objection = objectionTo("see-all", actor);
    if (objection) return say("Not shown", objection);
    if (call.values && !call.filling) return decidePicked(call.values, PICKING, actor, tools);

    const waiting = await listUndecidedAt(tools.db, "await-admin");
    if (waiting.length === 0) return say("Nothing waits", "No request waits for an admin's decision.");
    const form = { deed: "look-through", title: "Requests to decide", ...PICKING };
    return { kind: "form", form: pickingForm(waiting, form, call.values) };
  },
};
