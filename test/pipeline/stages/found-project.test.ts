import { afterAll, expect, it } from "vitest";
import { findProject } from "../../../src/db/projects.ts";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { foundProject } from "../../../src/pipeline/stages/found-project.ts";
import { anApproval, fromBo } from "../../a-request.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const deps = inMemoryDeps(db);
await anAccount(db, "aash", { email: "amy@example.org", project: { name: "own" } });

/** Amy asks for a project that she will lead, and an admin has approved. */
const anApproved = (project: string, but: Partial<NewRequest> = {}): Promise<Request> =>
  storedRequest(db, {
    kind: "project",
    stage: "found-project",
    username: "aash",
    email: "amy@example.org",
    project,
    piName: null,
    piEmail: null,
    piUser: null,
    details: { newProject: true, projectDescription: "Ores" },
    approvals: [anApproval()],
    ...but,
  });

it("The project is registered once, with its description and its founder as the PI", async () => {
  const request = await anApproved("geology");
  const outcome = await foundProject.run(request, deps);
  expect(outcome).toMatchObject({ kind: "done" });
  expect(await foundProject.run(request, deps)).toEqual(outcome);
  expect(await findProject(db, "geology")).toMatchObject({
    description: "Ores",
    requestId: request.id,
    adopted: false,
    piEmail: "amy@example.org",
  });
});

it("The PI whom the founder named leads it", async () => {
  const pi = { piName: "Bo Birch", piEmail: "bo@example.org" };
  const request = await anApproved("botany", { ...pi, approvals: [anApproval(), fromBo()] });
  expect(await foundProject.run(request, deps)).toMatchObject({ kind: "done" });
  expect(await findProject(db, "botany")).toMatchObject({ piEmail: "bo@example.org" });
});

it("Without an approval, nothing is registered", async () => {
  const request = await anApproved("alchemy", { approvals: [] });
  await expect(foundProject.run(request, deps)).rejects.toThrow("lacks the approval");
  expect(await findProject(db, "alchemy")).toBeUndefined();
});

it("A name that someone else got in the meantime is refused, and their project stays as it is", async () => {
  const request = await anApproved("optics");
  await anAccount(db, "faster", { project: { name: "optics" } });
  expect(await foundProject.run(request, deps)).toMatchObject({ kind: "refuse" });
  expect(await findProject(db, "optics")).toMatchObject({ description: "Stars" });
  deps.namespace.addGroup("ancient", 4711);
  expect(await foundProject.run(await anApproved("ancient"), deps)).toMatchObject({ kind: "refuse" });
});
