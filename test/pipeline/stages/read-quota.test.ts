import { afterAll, expect, it } from "vitest";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { readQuota } from "../../../src/pipeline/stages/read-quota.ts";
import { anApproval, fromBo } from "../../a-request.ts";
import { someQuotas } from "../../in-memory/in-memory-quotas.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

let made = 0;

/** Creates a quota request for its own project, which everyone has approved. */
async function anApproved(but: Partial<NewRequest> = {}): Promise<Request> {
  const approvals = [anApproval(), fromBo()];
  const quota = { requested: { cores: 40 } };
  const project = `stars${++made}`;
  return storedRequest(db, { kind: "quota", stage: "read-quota", project, approvals, quota, ...but });
}

function depsWith({ project }: Request) {
  const deps = inMemoryDeps(db);
  deps.quotas.projects.set(project ?? "", someQuotas);
  return deps;
}

it("The previous quotas are recorded before any is changed", async () => {
  const request = await anApproved();
  const deps = depsWith(request);
  const outcome = await readQuota.run(request, deps);
  expect(outcome).toMatchObject({
    kind: "done",
    facts: { quota: { requested: { cores: 40 }, before: someQuotas } },
  });
  expect(await readQuota.run(request, deps)).toEqual(outcome);
  expect(deps.quotas.projects.get(request.project ?? "")).toEqual(someQuotas);
});

it("Where a temporary change is in force, the quotas from before it are recorded", async () => {
  const request = await anApproved();
  const { project } = request;
  const quota = { requested: { cores: 20 }, before: { cores: 8 }, until: "2028-12-01" };
  await storedRequest(db, { kind: "quota", stage: "restore-quota", project, quota });
  expect(await readQuota.run(request, depsWith(request))).toMatchObject({
    facts: { quota: { before: { ...someQuotas, cores: 8 } } },
  });
});

it("Without every approval, the request fails here", async () => {
  const request = await anApproved({ approvals: [fromBo()] });
  await expect(readQuota.run(request, depsWith(request))).rejects.toThrow("an admin");
});

it("Without a system that has quotas, or without the project in it, the request fails here", async () => {
  const request = await anApproved();
  const deps = inMemoryDeps(db);
  await expect(readQuota.run(request, deps)).rejects.toThrow(request.project ?? "");
  await expect(readQuota.run(request, { ...deps, quotas: undefined })).rejects.toThrow("quotas");
});
