import { listWaitingForPi } from "../../db/waiting-requests.ts";
import { type GeneralHandler, message } from "../handler.ts";
import { decidePicked, pickingForm } from "../pick-many.ts";

const PICKING = { verdicts: [{ value: "approved", label: "Approve" }], warns: false } as const;

/** Lets a PI approve several requests at once. */
export const approveSeveral: GeneralHandler = {
  name: "approve-several",
  right: "request",
  notDone: "Not shown",
  async form({ actor, values }, { db, chat }) {
    const waiting = await listWaitingForPi(db, actor.user);
    if (waiting.length === 0) return message("All caught up", "No request needs your approval.");
    const form = {
      action: "approve-several",
      title: "Approve several",
      submit: "Approve",
      ...PICKING,
      maxChoices: chat.limits.choices,
    } as const;
    return pickingForm(waiting, form, values);
  },
  run: ({ actor, values }, context) => decidePicked(values, PICKING, actor, context),
};
