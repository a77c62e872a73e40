import { listUndecided } from "../../db/waiting-requests.ts";
import { REQUEST_KINDS } from "../../pipeline/kinds/kinds.ts";
import { type GeneralHandler, message } from "../handler.ts";
import { decidePicked, pickingForm } from "../pick-many.ts";

const PICKING = {
  verdicts: [
    { value: "approved", label: "Approve" },
    { value: "spam", label: "Mark as spam: notify no one, and hold future requests from these addresses" },
  ],
  warns: true,
} as const;

/** Lets an admin decide on several requests at once. */
export const reviewQueue: GeneralHandler = {
  name: "review-queue",
  right: "see-all",
  notDone: "Not shown",
  async form({ values }, { db, chat }) {
    // What ends someone's access is decided on its own card, with everything that would be lost in view.
    const waiting = (await listUndecided(db, "admin")).filter(({ kind }) => !REQUEST_KINDS[kind].endsAccess);
    if (waiting.length === 0) return message("All caught up", "No request is waiting for an admin.");
    const form = {
      action: "review-queue",
      title: "Requests to decide",
      submit: "Decide",
      ...PICKING,
      maxChoices: chat.limits.choices,
    } as const;
    return pickingForm(waiting, form, values);
  },
  run: ({ actor, values }, context) => decidePicked(values, PICKING, actor, context),
};
