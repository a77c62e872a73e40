import { listUndecided } from "../../db/waiting-requests.ts";
import { type Handler, message } from "../handler.ts";
import { decidePicked, pickingForm } from "../pick-many.ts";
import { denyReason } from "../policy.ts";

const VERDICTS = [
  { value: "approved", label: "Approve" },
  { value: "spam", label: "Mark as spam, without notifying anyone" },
] as const;

const PICKING = { verdicts: VERDICTS, warns: true };

/** An admin decides on many requests at once. */
export const reviewQueue: Handler = {
  name: "review-queue",
  opensForm: true,
  async run(interaction, context) {
    const { actor } = interaction;
    const denial = denyReason("see-all", actor);
    if (denial) return message("Not shown", denial);
    if (interaction.values && !interaction.isPreview)
      return decidePicked(interaction.values, PICKING, actor, context);

    const waiting = await listUndecided(context.db, "admin");
    if (waiting.length === 0) return message("Nothing waits", "No request waits for an admin's decision.");
    const form = { action: "review-queue", title: "Requests to decide", ...PICKING };
    return { kind: "form", form: pickingForm(waiting, form, interaction.values) };
  },
};
