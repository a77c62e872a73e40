import type { Wanted } from "../conditions.ts";
import { no, type RuleSource, yes } from "../rule-source.ts";

/** The project that the request is about. */
export const project: RuleSource<Wanted<"project">> = {
  name: "project",
  system: "acct",
  maxAgeMs: 0,
  describe: (projects) => `the request is about the project ${projects.join(" or ")}`,
  async ask(projects, { request }) {
    if (request.project === null) return no("the request is about no project");
    const found = `the request is about the project ${request.project}`;
    return projects.includes(request.project) ? yes(found) : no(found);
  },
};
