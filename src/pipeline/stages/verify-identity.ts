import { checkProject } from "../checks/project.ts";
import { objectionToRequester } from "../checks/requester.ts";
import { chooseUsername } from "../checks/username.ts";
import { done, refuse, type Stage } from "../stage.ts";

export const verifyIdentity = {
  name: "verify-identity",
  async run(request, tools) {
    const objection = await objectionToRequester(request, tools);
    if (objection) return refuse(objection);

    const project = await checkProject(request, tools);
    if ("objection" in project) return refuse(project.objection);

    const chosen = await chooseUsername(request, tools);
    if ("objection" in chosen) return refuse(chosen.objection);

    return done(`${request.email} has no account yet; the username ${chosen.username} is free`, {
      facts: { ...project.facts, username: chosen.username },
    });
  },
} as const satisfies Stage;
