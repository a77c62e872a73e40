import { decidePi } from "../decide-pi.ts";
import type { GeneralHandler } from "../handler.ts";

/** Lets an admin confirm that someone who says so is a project's PI. */
export const confirmPi: GeneralHandler = {
  name: "confirm-pi",
  right: "confirm-pi",
  notDone: "Not confirmed",
  run: ({ actor, text }, context) => decidePi(text, "confirmed", actor, context),
};
