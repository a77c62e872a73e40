import { afterAll, beforeEach, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { verifyQuota } from "../../../src/pipeline/stages/verify-quota.ts";
import { inMemoryDeps, someRules } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => database.query("update requests set status = 'closed', waits_for = null"));

await anAccount(db, "aash", { email: "amy@example.org", project: { name: "astro" } });
await anAccount(db, "founder", { project: { name: "led" } });

/** Amy, a member of astro, wants more cores. */
const aRequest = (but: Partial<NewRequest> = {}): Promise<Request> => {
  const asked = { kind: "quota", stage: "verify-quota", quota: { requested: { cores: 40 } } } as const;
  const amy = { email: "amy@example.org", requesterUser: "slack:UAMY" };
  return storedRequest(db, { ...asked, ...amy, project: "astro", ...but });
};

it("A member may request a change, and sees what would change", async () => {
  const deps = inMemoryDeps(db);
  const request = await aRequest();
  const outcome = await verifyQuota.run(request, deps);
  expect(outcome).toMatchObject({
    kind: "done",
    facts: {
      username: "aash",
      piEmail: "bo@example.org",
      needsAdmin: false,
      quota: { requested: { cores: 40 } },
      plan: [{ isNew: false }],
    },
  });
  expect(await verifyQuota.run(request, deps)).toEqual(outcome);
});

it("Ports are added for the instances that were requested", async () => {
  const request = await aRequest({ quota: { requested: { instances: 40 }, until: "2028-12-01" } });
  expect(await verifyQuota.run(request, inMemoryDeps(db))).toMatchObject({
    facts: { quota: { requested: { instances: 40, port: 60 }, until: "2028-12-01" } },
  });
});

it.each([
  ["less than what is used is refused before anyone decides", { cores: 10 }, { cores: 15 }, "refuse"],
  ["exactly what is used is no problem", { cores: 15 }, { cores: 15 }, "done"],
  ["more than before is no problem, although even more is used", { cores: 25 }, { cores: 30 }, "done"],
  ["no limit is no problem", { cores: -1 }, { cores: 30 }, "done"],
])("A wish for %s", async (_, requested, used, kind) => {
  const deps = inMemoryDeps(db);
  deps.quotas.used.set("astro", used);
  const outcome = await verifyQuota.run(await aRequest({ quota: { requested } }), deps);
  expect(outcome).toMatchObject({ kind });
  if (outcome.kind === "refuse") expect(outcome.reason).toContain("15");
});

it("Someone who isn't a member of the project is refused, with or without an account", async () => {
  const deps = inMemoryDeps(db);
  expect(await verifyQuota.run(await aRequest({ project: "led" }), deps)).toMatchObject({ kind: "refuse" });
  const request = await aRequest({ email: "new@example.org", requesterUser: null });
  expect(await verifyQuota.run(request, deps)).toMatchObject({ kind: "refuse" });
});

it("A project that isn't in the registry is refused", async () => {
  const request = await aRequest({ project: "nowhere" });
  expect(await verifyQuota.run(request, inMemoryDeps(db))).toMatchObject({ kind: "refuse" });
});

it("Where no system has quotas, or no change was requested, the request is refused", async () => {
  const deps = inMemoryDeps(db);
  const request = await aRequest();
  expect(await verifyQuota.run(request, { ...deps, quotas: undefined })).toMatchObject({ kind: "refuse" });
  expect(await verifyQuota.run({ ...request, quota: null }, deps)).toMatchObject({ kind: "refuse" });
});

it("Someone who writes from another person's address is refused", async () => {
  const deps = inMemoryDeps(db);
  const request = await aRequest({ requesterUser: "slack:UBO" });
  expect(await verifyQuota.run(request, deps)).toMatchObject({ kind: "refuse" });
});

it("A project without a known PI needs an admin, even where only PIs decide", async () => {
  const { approvals } = someRules();
  const deps = inMemoryDeps(db, { approvals: { ...approvals, quota: approvalsOf({ quota: ["pi"] }).quota } });
  await anAccount(db, "lonely", { project: { name: "lonely", piEmail: null, piName: null, piUser: null } });
  deps.quotas.projects.set("lonely", await deps.quotas.readQuotas({ name: "astro", adopted: true }));
  const request = await aRequest({
    project: "lonely",
    email: "lonely@example.org",
    requesterUser: null,
    piEmail: "eve@example.org",
  });
  expect(await verifyQuota.run(request, deps)).toMatchObject({
    kind: "done",
    facts: { piEmail: null, needsAdmin: true },
  });
});

it("A project that the system with quotas doesn't have makes the request fail", async () => {
  const deps = inMemoryDeps(db);
  deps.quotas.projects.clear();
  await expect(verifyQuota.run(await aRequest(), deps)).rejects.toThrow("astro");
});

it("The card says what is used now beside what is requested, and admins are warned if less is requested than used", async () => {
  const deps = inMemoryDeps(db);
  deps.quotas.used.set("astro", { cores: 30 });
  const outcome = await verifyQuota.run(
    await aRequest({ quota: { requested: { cores: 25, ram: 60 } } }),
    deps,
  );
  expect(outcome).toMatchObject({
    kind: "done",
    facts: {
      details: {
        usage: [
          expect.stringMatching(/\b30 of 20\b.*\b25\b.*less/),
          expect.stringMatching(/unknown.*\b50\b.*\b60\b/),
        ],
        usageWarning: expect.stringContaining("30"),
      },
    },
  });
});

it("If the usage of a system can't be read, the card says so, and the request continues", async () => {
  const { quotas, ...deps } = inMemoryDeps(db);
  const away = () => Promise.reject(new Failure("it's away"));
  const [ldap] = deps.provisioners;
  if (!ldap) throw new Error("there is no provisioner");
  const outcome = await verifyQuota.run(await aRequest(), {
    ...deps,
    provisioners: [
      { ...ldap, name: "Slurm", describeUsage: away },
      { ...ldap, name: "Cluster", describeUsage: async () => "2 running jobs" },
    ],
    quotas: { ...quotas, readUsage: away },
  });
  expect(outcome).toMatchObject({
    kind: "done",
    facts: {
      details: {
        usage: [
          expect.stringContaining("unknown"),
          "Cluster: 2 running jobs",
          expect.stringMatching(/^OpenStack/),
          expect.stringMatching(/^Slurm/),
        ],
        usageWarning: null,
      },
    },
  });
});
