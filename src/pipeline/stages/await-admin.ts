import type { Request } from "../../db/schema.ts";
import { anotherUsername, objectionByNamesake } from "../checks/name-conflict.ts";
import { findWarnings } from "../checks/warnings.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { planOrNamesake } from "../plan.ts";
import { done, type Outcome, refuse, type Stage, waitFor } from "../stage.ts";

export const awaitAdmin = {
  name: "await-admin",
  approval: "admin",
  async run(request, deps): Promise<Outcome> {
    const said = request.decisions.admin;
    if (said?.verdict === "approved") return done(`approved by ${said.byName}`);

    const planned = await planOrNamesake(request, deps);
    if ("plan" in planned) return put(request, planned.plan, [], deps);

    // Another name by the rule, which the card shows beside the one that was wanted.
    const { namesake } = planned;
    const wasApproved = said === null;
    const mayChange = wasApproved || !request.details.wantedUsername;
    const another = mayChange && namesake.of === "person" ? await anotherUsername(request, deps) : undefined;
    if (another) {
      return put({ ...request, username: another.username }, another.plan, [namesake.message], deps);
    }
    if (!wasApproved) return refuse(objectionByNamesake(namesake, request));
    return put(request, [], [namesake.message], deps);
  },
} as const satisfies Stage;

/** Puts it before the admins as it would be made. */
async function put(request: Request, plan: readonly string[], odd: readonly string[], deps: PipelineDeps) {
  const warnings = [...odd, ...(await findWarnings(request, deps))];
  return waitFor("admin", "for an admin", {
    facts: { username: request.username, plan, warnings },
    views: [{ audience: "admin", place: deps.rules.adminChannel }],
  });
}
