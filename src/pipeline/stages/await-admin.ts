import { planOf } from "../plan.ts";
import { done, type Stage, waitFor } from "../stage.ts";

export const awaitAdmin = {
  name: "await-admin",
  decidedBy: "admin",
  async run(request, tools) {
    const said = request.decisions.admin;
    if (said?.verdict === "approved") return done(`approved by ${said.byName}`);

    return waitFor("for an admin", {
      facts: { plan: await planOf(request, tools) },
      cards: [{ audience: "admin", place: tools.rules.adminChannel }],
    });
  },
} as const satisfies Stage;
