import { afterAll, expect, it } from "vitest";
import { Failure } from "../../../src/failure/failure.ts";
import { setQuota } from "../../../src/pipeline/stages/set-quota.ts";
import { aRequest } from "../../a-request.ts";
import { someQuotas } from "../../in-memory/in-memory-quotas.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const request = aRequest({
  kind: "quota",
  stage: "set-quota",
  project: "astro",
  quota: { requested: { cores: 40, port: 45 }, before: someQuotas },
});

it("The quotas are set, and the requester and the other members of the project get an email", async () => {
  const deps = inMemoryDeps(db);
  const outcome = await setQuota.run(request, deps);
  expect(outcome).toMatchObject({
    kind: "done",
    notifications: [
      { template: "quota-set", via: "email", toEmail: "amy@example.org" },
      { template: "quota-set", via: "email", toEmail: "bo@example.org" },
    ],
  });
  expect(deps.quotas.projects.get("astro")).toEqual({ ...someQuotas, cores: 40, port: 45 });
  expect(await setQuota.run(request, deps)).toEqual(outcome);
});

it("A requester whose address differs only in case gets one email", async () => {
  const deps = inMemoryDeps(db);
  deps.quotas.addresses.set("astro", ["AMY@example.org"]);
  const { notifications } = await setQuota.run(request, deps);
  expect(notifications).toHaveLength(1);
});

it("Nothing is set before the previous quotas are recorded", async () => {
  const deps = inMemoryDeps(db);
  const quota = { requested: { cores: 40 } };
  await expect(setQuota.run({ ...request, quota }, deps)).rejects.toThrow("not recorded");
  expect(deps.quotas.projects.get("astro")).toEqual(someQuotas);
});

it("A system that can't set the quotas makes the request fail, and no one is told", async () => {
  const deps = inMemoryDeps(db);
  const writeQuotas = () => Promise.reject(new Failure("Nova doesn't respond"));
  await expect(setQuota.run(request, { ...deps, quotas: { ...deps.quotas, writeQuotas } })).rejects.toThrow(
    "Nova doesn't respond",
  );
});
