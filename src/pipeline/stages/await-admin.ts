import { warningsOf } from "../checks/warnings.ts";
import { planOrObjection } from "../plan.ts";
import { done, refuse, type Stage, waitFor } from "../stage.ts";

export const awaitAdmin = {
  name: "await-admin",
  decidedBy: "admin",
  async run(request, tools) {
    const said = request.decisions.admin;
    if (said?.verdict === "approved") return done(`approved by ${said.byName}`);

    const planned = await planOrObjection(request, tools);
    if ("objection" in planned) return refuse(planned.objection);
    return waitFor("for an admin", {
      facts: { plan: planned.plan, warnings: await warningsOf(request, tools) },
      cards: [{ audience: "admin", place: tools.rules.adminChannel }],
    });
  },
} as const satisfies Stage;
