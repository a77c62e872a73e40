import { afterAll, expect, it } from "vitest";
import { inTransaction } from "../../../src/db/client.ts";
import { resolvePerson } from "../../../src/db/people.ts";
import { findProject } from "../../../src/db/projects.ts";
import { replacePi } from "../../../src/db/replace-pi.ts";
import { listRoster } from "../../../src/db/roster.ts";
import type { MemberChange } from "../../../src/db/tables/requests.ts";
import type { Stage } from "../../../src/pipeline/stage.ts";
import { appointPi } from "../../../src/pipeline/stages/appoint-pi.ts";
import { changeMembership } from "../../../src/pipeline/stages/change-membership.ts";
import { endMembership } from "../../../src/pipeline/stages/end-membership.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { fromBo } from "../../a-request.ts";
import { inMemoryDeps, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const deps = inMemoryDeps(db);

await anAccount(db, "ffox", { email: "fay@example.org", project: { name: "optics" } });
const optics = await findProject(db, "optics");
const projectId = optics?.id ?? 0;
const rolesIn = async () =>
  (await listRoster(db, projectId)).map(({ username, email, role }) => `${username ?? email}: ${role}`);
const idOf = async (email: string) =>
  (await listRoster(db, projectId)).find((one) => one.email === email)?.personId ?? 0;
const lead = (personId: number) =>
  inTransaction(db, (tx) => replacePi(tx, { projectId, personId, now: START }));

/** Fay hasn't led the project when the stage looked, and leads it when its outcome is written. */
async function whileFayTakesOver(
  stage: Stage,
  kind: "removal" | "membership-change",
  change: Partial<MemberChange>,
) {
  const [fay, bo] = [await idOf("fay@example.org"), await idOf("bo@example.org")];
  const member = { personId: fay, formerRole: "member", by: "Bo Birch", ...change } as const;
  const about = { username: "ffox", email: "fay@example.org", project: "optics", details: { member } };
  const outcome = await stage.run(await storedRequest(db, { kind, stage: stage.name, ...about }), deps);
  if (outcome.kind !== "done" || !outcome.alongside) throw new Error(`${outcome.kind} instead of done`);
  const { alongside } = outcome;
  await lead(fay);
  const written = inTransaction(db, (tx) => alongside(tx, buildWorkflows(deps.rules.approvals)));
  await expect(written).rejects.toThrow("another role");
  expect(await rolesIn()).toContain("ffox: pi");
  const person = await inTransaction(db, (tx) =>
    resolvePerson(
      tx,
      { givenName: "Bo", familyName: "Birch", email: "bo@example.org", chatUser: "slack:UBO" },
      { source: "request", verifiedBy: "approval", now: START },
    ),
  );
  await lead(bo || person.id);
}

it("Someone who takes a project over in the moment of their removal keeps leading it", () =>
  whileFayTakesOver(endMembership, "removal", {}));

it("Someone who takes a project over in the moment of a change of their role keeps leading it", () =>
  whileFayTakesOver(changeMembership, "membership-change", { role: "manager" }));

it("A new PI who agrees too late doesn't take the project from the one whom an admin has named since", async () => {
  const request = await storedRequest(db, {
    kind: "new-pi",
    stage: "appoint-pi",
    project: "optics",
    email: "bo@example.org",
    piName: "Cy Cole",
    piEmail: "cy@example.org",
    approvals: [{ ...fromBo(), by: "slack:UCY", email: "cy@example.org", pi: "cy@example.org" }],
    details: { member: { personId: await idOf("bo@example.org"), formerRole: "pi", by: "Bo Birch" } },
  });
  await lead(await idOf("fay@example.org"));
  expect(await appointPi.run(request, deps)).toMatchObject({ kind: "refuse" });
  expect(await rolesIn()).toEqual(["ffox: pi"]);
});
