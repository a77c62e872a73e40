import type { Journeys } from "../src/pipeline/journeys.ts";
import { done, type Stage } from "../src/pipeline/stage.ts";

/** Seven stages, as an approved account goes through, whose calls to the outside return at once. */
const stages: readonly Stage[] = [1, 2, 3, 4, 5, 6, 7].map((n) => ({
  name: `stage-${n}`,
  run: async () => done(`did ${n}`),
}));

export const benchJourneys: Journeys = { account: stages, membership: [], quota: [], password: [] };
export const STAGES = stages.length;
