import { inTransaction } from "../../db/client.ts";
import { listDeciders } from "../../db/deciders.ts";
import { splitName } from "../../db/memberships.ts";
import { emailIdentity, findPersonBy, lockRegistry, resolvePerson } from "../../db/people.ts";
import { Failure } from "../../failure/failure.ts";
import { requireApprovals } from "../checks/approvals.ts";
import { setProjectPi } from "../set-project-pi.ts";
import { done, type Outcome, refuse, type Stage } from "../stage.ts";

/** Makes the person who agreed the PI of the project. Both they and the PI before are told. */
export const appointPi = {
  name: "appoint-pi",
  async run(request, deps): Promise<Outcome> {
    await requireApprovals(request, deps);
    const { db, now } = deps;
    const { project, piEmail, piName, piUser, details } = request;
    if (!project || !piEmail) throw new Failure(`Request ${request.id} names no new PI`, { lasts: true });
    const person =
      (await findPersonBy(db, emailIdentity(piEmail))) ??
      (await inTransaction(db, async (tx) => {
        await lockRegistry(tx);
        const named = { ...splitName(piName ?? piEmail), email: piEmail, chatUser: piUser };
        return resolvePerson(tx, named, { source: "request", verifiedBy: "approval", now: now() });
      }));
    const pis = (await listDeciders(db, project, now())).filter(({ role }) => role === "pi");
    const isDone = pis.length === 1 && pis[0]?.personId === person.id;
    const from = details.member?.personId;
    // An admin may have named another PI since, who would lose the project by the word of the one before.
    if (from && !isDone && !pis.some(({ personId }) => personId === from))
      return refuse(`${project} has another PI by now. They can hand it over.`);
    const by = { id: request.requesterUser ?? "acct", name: details.member?.by ?? "acct" };
    if (!isDone) await setProjectPi(project, person, by, deps);
    return done(`${piName ?? piEmail} is the PI of ${project} now`);
  },
} as const satisfies Stage;
