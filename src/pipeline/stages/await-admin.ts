import type { Request } from "../../db/schema.ts";
import { warningsOf } from "../checks/warnings.ts";
import { anotherUsername, objectionByNamesake } from "../namesake.ts";
import { planOrNamesake } from "../plan.ts";
import { done, type Outcome, refuse, type Stage, waitFor } from "../stage.ts";
import type { Tools } from "../tools.ts";

export const awaitAdmin = {
  name: "await-admin",
  decidedBy: "admin",
  async run(request, tools): Promise<Outcome> {
    const said = request.decisions.admin;
    if (said?.verdict === "approved") return done(`approved by ${said.byName}`);

    const planned = await planOrNamesake(request, tools);
    if ("plan" in planned) return put(request, planned.plan, [], tools);

    // Another name by the rule, which the card shows beside the one that was wanted.
    const { namesake } = planned;
    const wasApproved = said === null;
    const mayChange = wasApproved || !request.details.wantedUsername;
    const another = mayChange && namesake.of === "person" ? await anotherUsername(request, tools) : undefined;
    if (another) {
      return put({ ...request, username: another.username }, another.plan, [namesake.message], tools);
    }
    if (!wasApproved) return refuse(objectionByNamesake(namesake, request));
    return put(request, [], [namesake.message], tools);
  },
} as const satisfies Stage;

/** Puts it before the admins as it would be made. */
async function put(request: Request, plan: readonly string[], odd: readonly string[], tools: Tools) {
  const warnings = [...odd, ...(await warningsOf(request, tools))];
  return waitFor("for an admin", {
    facts: { username: request.username, plan, warnings },
    cards: [{ audience: "admin", place: tools.rules.adminChannel }],
  });
}
