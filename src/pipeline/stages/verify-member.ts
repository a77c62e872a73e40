import { findAccountOfRequest } from "../../db/accounts.ts";
import { isMember } from "../../db/memberships.ts";
import { findProject } from "../../db/projects.ts";
import { isUnproved, waitForAddress } from "../checks/address.ts";
import { requireGidNumber } from "../checks/numbers.ts";
import { checkGroups } from "../checks/other-groups.ts";
import { checkProject } from "../checks/project.ts";
import { denySender } from "../checks/requester.ts";
import { waitForEarlier } from "../checks/wait-for-earlier.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { done, refuse, type Stage } from "../stage.ts";

export const verifyMember = {
  name: "verify-member",
  async run(request, deps) {
    const account = await findAccountOfRequest(deps.db, request);
    const denial = await denySender(request, deps, account);
    if (denial) return refuse(denial);
    if (!account) return refuse(`${request.email} has no account here yet. Please request an account first.`);
    // Anyone can write the address of someone else into a sheet.
    if (isUnproved(request, false)) return waitForAddress(request, deps);

    const project = await checkProject(request, deps);
    if ("denial" in project) return refuse(project.denial);
    if ("waitsFor" in project) return waitForEarlier(request, project.waitsFor, deps);
    const known = await findProject(deps.db, request.project ?? "");
    if (known && (await isMember(deps.db, account.id, known.id))) {
      return refuse(`${account.username} is already a member of the project ${known.name}.`);
    }
    const { foundsProject } = REQUEST_KINDS[request.kind];
    if (foundsProject) await requireGidNumber(request.project ?? "", deps);
    const note = foundsProject
      ? `the name ${request.project} is available`
      : `${account.username} isn't a member of ${request.project} yet`;
    return done(note, {
      facts: {
        ...project.facts,
        username: account.username,
        details: { ...project.facts.details, ...checkGroups(request, deps.rules) },
      },
    });
  },
} as const satisfies Stage;
