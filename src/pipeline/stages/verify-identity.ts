import type { Request } from "../../db/schema.ts";
import { chooseUsername } from "../checks/choose-username.ts";
import { checkProject } from "../checks/project.ts";
import { denyRequester } from "../checks/requester.ts";
import { toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, refuse, type Stage, waitFor } from "../stage.ts";

export const verifyIdentity = {
  name: "verify-identity",
  async run(request, deps) {
    const denial = await denyRequester(request, deps);
    if (denial) return refuse(denial);

    const project = await checkProject(request, deps);
    if ("denial" in project) return refuse(project.denial);
    if ("waitsFor" in project) return waitForFounder(request, project.waitsFor, deps);

    const chosen = await chooseUsername({ ...request, ...project.facts }, deps);
    if ("denial" in chosen) return refuse(chosen.denial);

    return done(`${request.email} has no account yet; the username ${chosen.username} is free`, {
      facts: { ...project.facts, username: chosen.username },
    });
  },
} as const satisfies Stage;

const LOOK_AGAIN_MS = 5 * 60_000;

/** Somebody else asked for this new project first. */
function waitForFounder(request: Request, founder: number, { now }: PipelineDeps) {
  return waitFor("project", `for request ${founder}, which asks for the new project ${request.project} too`, {
    until: new Date(now().getTime() + LOOK_AGAIN_MS),
    notifications: [toRequester(request, "waiting-for-project")],
  });
}
