import type { Request } from "../db/schema.ts";
import type { Journeys } from "./journeys.ts";
import type { Stage } from "./stage.ts";
import { awaitAdmin } from "./stages/await-admin.ts";

/** The stages of this request: those of its kind, with an admin's approval before any other where the request needs one. */
export function journeyOf(
  { kind, needsAdmin }: Pick<Request, "kind" | "needsAdmin">,
  journeys: Journeys,
): readonly Stage[] {
  const journey = journeys[kind];
  if (!needsAdmin) return journey;
  const rest = journey.filter(({ name }) => name !== awaitAdmin.name);
  const at = rest.findIndex(({ decidedBy }) => decidedBy);
  // Without any other approval the admin's comes right behind the first look.
  return rest.toSpliced(at < 0 ? 1 : at, 0, awaitAdmin);
}
