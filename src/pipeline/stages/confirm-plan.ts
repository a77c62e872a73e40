import type { Request } from "../../db/schema.ts";
import { beyond, planOrObjection } from "../plan.ts";
import { done, type Outcome, refuse, type Stage, waitForDryRun } from "../stage.ts";
import type { Tools } from "../tools.ts";

/** The last look before anything is made: is it still what was approved, and is it not there already. */
export const confirmPlan = {
  name: "confirm-plan",
  async run(request, tools): Promise<Outcome> {
    const byHand = await madeByHand(request, tools);
    if (byHand) return { kind: "satisfied", note: byHand };

    const planned = await planOrObjection(request, tools);
    if ("objection" in planned) return refuse(planned.objection);
    const { plan } = planned;
    const more = request.decisions.admin ? beyond(request.plan, plan) : [];
    if (more.length > 0) {
      return {
        kind: "back",
        stage: "await-admin",
        note: `since it was approved the world has changed; it would now make, too: ${more.join("; ")}`,
        facts: { plan, decisions: { admin: null } },
      };
    }
    if (tools.rules.dryRun) return waitForDryRun(tools.now(), `make: ${plan.join("; ")}`);
    return done("as approved");
  },
} as const satisfies Stage;

/** Somebody made the account in the meantime, without us. */
async function madeByHand({ kind, email }: Request, { directory }: Tools): Promise<string | undefined> {
  const person = kind === "account" ? await directory?.findByEmail(email) : undefined;
  return person && `${email} has the account ${person.username} in ${directory?.name}`;
}
