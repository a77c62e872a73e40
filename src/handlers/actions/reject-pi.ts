import { decidePi } from "../decide-pi.ts";
import type { GeneralHandler } from "../handler.ts";

/** Lets an admin reject someone's claim to be a project's PI. */
export const rejectPi: GeneralHandler = {
  name: "reject-pi",
  right: "confirm-pi",
  notDone: "Not decided",
  run: ({ actor, text }, context) => decidePi(text, "rejected", actor, context),
};
