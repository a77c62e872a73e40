import { warningsOf } from "../checks/warnings.ts";
import { planOf } from "../plan.ts";
import { done, type Stage, waitFor } from "../stage.ts";

export const awaitAdmin = {
  name: "await-admin",
  decidedBy: "admin",
  async run(request, tools) {
    const said = request.decisions.admin;
    if (said?.verdict === "approved") return done(`approved by ${said.byName}`);

    const [plan, warnings] = await Promise.all([planOf(request, tools), warningsOf(request, tools)]);
    return waitFor("for an admin", {
      facts: { plan, warnings },
      cards: [{ audience: "admin", place: tools.rules.adminChannel }],
    });
  },
} as const satisfies Stage;
