import { STAGES } from "../../src/db/names.ts";
import { done, type Stage } from "../../src/pipeline/stage.ts";
import type { Workflows } from "../../src/pipeline/workflows.ts";

/** As many stages as an approved account goes through. They call no outside system and return immediately. */
const stages: readonly Stage[] = STAGES.slice(0, 7).map((name) => ({
  name,
  run: async () => done(`did ${name}`),
}));

export const benchWorkflows: Workflows = {
  account: stages,
  membership: [],
  project: [],
  "membership-change": [],
  "new-pi": [],
  removal: [],
  "gitlab-account": [],
  offboarding: [],
  resumption: [],
  suspension: [],
  "trust-review": [],
  quota: [],
  password: [],
};
export const STAGE_COUNT = stages.length;
export const FIRST_STAGE = STAGES[0];
