import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take minutes, because they kill, start, and wait for many processes. The longest is first. */
const LONGEST = [
  "test/story/crash.test.ts",
  "test/story/tickets.test.ts",
  "test/provisioners/slurm.test.ts",
  "test/story/operator.test.ts",
  "test/dev/demo/more-walks.test.ts",
  "test/story/crash-quotas.test.ts",
  "test/story/doctor.test.ts",
  "test/story/crash-requests.test.ts",
  "test/story/failing-statements.test.ts",
  "test/story/wrong-clocks.test.ts",
  "test/story/systems.test.ts",
  "test/tickets/rt.test.ts",
  "test/story/secret-keys.test.ts",
  "test/web/password-browser.test.ts",
  "test/story/crash-gitlab.test.ts",
  "test/story/leaving.test.ts",
  "test/story/stays-up.test.ts",
  "test/story/adopted.test.ts",
  "test/provisioners/openstack.test.ts",
  "test/story/counted-approvals.test.ts",
  "test/story/admin.test.ts",
  "test/project.test.ts",
  "test/dev/demo/break-it.test.ts",
  "test/web/accessibility.test.ts",
  "test/story/crash-leaving.test.ts",
  "test/story/bad-input.test.ts",
  "test/story/mattermost/mattermost-burst.test.ts",
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
