import type { Facts } from "../../db/change.ts";
import type { Request } from "../../db/tables/requests.ts";
import { isUnproved, waitForAddress } from "../checks/address.ts";
import { checkCampus } from "../checks/campus.ts";
import { chooseUsername } from "../checks/choose-username.ts";
import { awaitsConfirmation, waitForConfirmation } from "../checks/confirmation.ts";
import { requireNumbers } from "../checks/numbers.ts";
import { checkGroups } from "../checks/other-groups.ts";
import { checkProject } from "../checks/project.ts";
import { denyRequester, hasProvenAddress } from "../checks/requester.ts";
import { waitForEarlier } from "../checks/wait-for-earlier.ts";
import { toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, refuse, type Stage } from "../stage.ts";

export const verifyIdentity = {
  name: "verify-identity",
  async run(request, deps) {
    const denial = await denyRequester(request, deps);
    if (denial) return refuse(denial);

    if (awaitsConfirmation(request)) return waitForConfirmation(request, deps);

    const campus = await checkCampus(request, deps);
    if ("denial" in campus) return refuse(campus.denial);
    if (isUnproved(request, campus.vouches)) return waitForAddress(request, deps);
    // The campus directory vouches for the address, so the email that was held back for its confirmation follows now.
    const notifications = isUnproved(request, false) ? [toRequester(request, "received")] : [];

    const project = await checkProject(request, deps);
    if ("denial" in project) return refuse(project.denial);
    if ("waitsFor" in project) return waitForEarlier(request, project.waitsFor, deps);

    const chosen = await chooseUsername({ ...request, ...project.facts }, deps);
    if ("denial" in chosen) return refuse(chosen.denial);

    await requireNumbers({ ...request, ...project.facts }, deps);

    return done(`no existing account; username ${chosen.username} is available`, {
      notifications,
      facts: {
        ...project.facts,
        ...(campus.needsAdmin ? { needsAdmin: true } : {}),
        username: chosen.username,
        details: {
          ...campus.details,
          ...(await describeProof(request, deps)),
          ...checkGroups(request, deps.rules),
        },
      },
    });
  },
} as const satisfies Stage;

/** What the chat can't show is kept, so that no later stage takes the requester for the owner of the address. */
async function describeProof(request: Request, deps: PipelineDeps): Promise<Facts["details"]> {
  if (!request.requesterUser || (await hasProvenAddress(request, deps))) return {};
  return { isUnproven: true };
}
