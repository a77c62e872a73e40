import { findAccountByEmail, findProject, isMember } from "../../db/registry.ts";
import { Failure } from "../../failure.ts";
import { checkProject } from "../checks/project.ts";
import { objectionToSender } from "../checks/requester.ts";
import { done, refuse, type Stage } from "../stage.ts";

export const verifyMember = {
  name: "verify-member",
  async run(request, tools) {
    const account = await findAccountByEmail(tools.db, request.email);
    const objection = await objectionToSender(request, tools, account);
    if (objection) return refuse(objection);
    if (!account) return refuse(`${request.email} has no account here: ask for one first.`);

    const project = await checkProject(request, tools);
    if ("objection" in project) return refuse(project.objection);
    if (!("facts" in project)) throw new Failure("A membership founds no project");
    const known = await findProject(tools.db, request.project ?? "");
    if (known && (await isMember(tools.db, account.id, known.id))) {
      return refuse(`${account.username} is in the project ${known.name} already.`);
    }
    return done(`${account.username} is not in ${request.project} yet`, {
      facts: { ...project.facts, username: account.username },
    });
  },
} as const satisfies Stage;
