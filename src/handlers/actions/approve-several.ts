import { listWaitingForPi } from "../../db/waiting-requests.ts";
import { type Handler, message } from "../handler.ts";
import { decidePicked, pickingForm } from "../pick-many.ts";
import { denyReason } from "../policy.ts";

const VERDICTS = [{ value: "approved", label: "Approve" }] as const;

const PICKING = { verdicts: VERDICTS, warns: false };

/** A PI approves many requests at once. */
export const approveSeveral: Handler = {
  name: "approve-several",
  opensForm: true,
  async run(interaction, context) {
    const { actor } = interaction;
    const denial = denyReason("request", actor);
    if (denial) return message("Not shown", denial);
    if (interaction.values && !interaction.isPreview)
      return decidePicked(interaction.values, PICKING, actor, context);

    const waiting = await listWaitingForPi(context.db, actor.user);
    if (waiting.length === 0) return message("Nothing waits for you");
    const form = { action: "approve-several", title: "Requests to decide", ...PICKING };
    return { kind: "form", form: pickingForm(waiting, form, interaction.values) };
  },
};
