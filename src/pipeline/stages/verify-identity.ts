import type { Request } from "../../db/schema.ts";
import { toRequester } from "../addressed.ts";
import { chooseUsername } from "../checks/choose-username.ts";
import { checkProject } from "../checks/project.ts";
import { objectionToRequester } from "../checks/requester.ts";
import { done, refuse, type Stage, waitFor } from "../stage.ts";
import type { Tools } from "../tools.ts";

export const verifyIdentity = {
  name: "verify-identity",
  async run(request, tools) {
    const objection = await objectionToRequester(request, tools);
    if (objection) return refuse(objection);

    const project = await checkProject(request, tools);
    if ("objection" in project) return refuse(project.objection);
    if ("waitsFor" in project) return waitForFounder(request, project.waitsFor, tools);

    const chosen = await chooseUsername({ ...request, ...project.facts }, tools);
    if ("objection" in chosen) return refuse(chosen.objection);

    return done(`${request.email} has no account yet; the username ${chosen.username} is free`, {
      facts: { ...project.facts, username: chosen.username },
    });
  },
} as const satisfies Stage;

const LOOK_AGAIN_MS = 5 * 60_000;

/** Somebody else asked for this new project first. */
function waitForFounder(request: Request, founder: number, { now }: Tools) {
  return waitFor(`for request ${founder}, which asks for the new project ${request.project} too`, {
    until: new Date(now().getTime() + LOOK_AGAIN_MS),
    messages: [toRequester(request, "waits-for-project")],
  });
}
