import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take minutes, because they kill, start, and wait for many processes. The longest is first. */
const LONGEST = [
  "story/crash.test.ts",
  "provisioners/slurm.test.ts",
  "story/crash-requests.test.ts",
  "story/crash-quotas.test.ts",
  "foreign-text.test.ts",
  "story/operator.test.ts",
  "story/doctor.test.ts",
  "story/failing-statements.test.ts",
  "story/counted-approvals.test.ts",
  "story/systems.test.ts",
  "web/accessibility.test.ts",
  "story/crash-leaving.test.ts",
  "story/leaving.test.ts",
  "story/bad-input.test.ts",
];

/** Starts the longest files first, so that a run doesn't end with one of them while the other workers have nothing to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return index < 0 ? LONGEST.length : index;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
