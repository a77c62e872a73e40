import { afterAll, describe, expect, it } from "vitest";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { restoreQuota } from "../../../src/pipeline/stages/restore-quota.ts";
import { someQuotas } from "../../in-memory/in-memory-quotas.ts";
import { DAY, HOUR, inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

/** The last moment of the last day anywhere on Earth. */
const END = new Date("2028-04-02T11:59:59Z");
const beforeEnd = (ms: number) => new Date(END.getTime() - ms);
const TEMPORARY = { requested: { cores: 40 }, before: someQuotas, until: "2028-04-01" };
let made = 0;

/** Creates a temporary change that is in force, in its own project with Amy and Bo. */
async function inForce(but: Partial<NewRequest> = {}, rules: Parameters<typeof inMemoryDeps>[1] = {}) {
  const project = `stars${++made}`;
  const email = `amy${made}@example.org`;
  const draft = { kind: "quota", stage: "restore-quota", project, email, quota: TEMPORARY } as const;
  const request = await storedRequest(db, { ...draft, ...but });
  const deps = inMemoryDeps(db, rules);
  deps.quotas.projects.set(project, { ...someQuotas, cores: 40 });
  deps.quotas.addresses.set(project, [email, "bo@example.org"]);
  return {
    request,
    deps,
    quotas: () => deps.quotas.projects.get(project),
    runAt(now: Date, as: Request = request) {
      deps.setClock(now);
      return restoreQuota.run(as, deps);
    },
  };
}

it("A permanent change has nothing to restore", async () => {
  const { runAt, quotas } = await inForce({ quota: { requested: { cores: 40 }, before: someQuotas } });
  expect(await runAt(END)).toMatchObject({ kind: "done", notNeeded: true });
  expect(quotas()).toMatchObject({ cores: 40 });
});

describe("before its end, a temporary change", () => {
  it("waits silently until a week before", async () => {
    const { runAt } = await inForce();
    expect(await runAt(beforeEnd(20 * DAY))).toMatchObject({
      kind: "wait",
      for: "end-date",
      until: beforeEnd(7 * DAY),
      notifications: [],
    });
  });

  it.each([
    ["a week", 7, beforeEnd(DAY)],
    ["a day", 1, END],
  ])("is announced %s before to the requester and the other members, once", async (_, days, until) => {
    const { runAt } = await inForce();
    const first = await runAt(beforeEnd(days * DAY));
    expect(first).toMatchObject({
      kind: "wait",
      until,
      notifications: [
        { template: "quota-ends", via: "email", data: { number: String(days) } },
        { template: "quota-ends", toEmail: "bo@example.org" },
      ],
    });
    const again = await runAt(beforeEnd(days * DAY - HOUR));
    const keys = [first, again].map((outcome) =>
      "notifications" in outcome ? outcome.notifications?.map(({ key }) => key) : [],
    );
    expect(keys[1]).toEqual(keys[0]);
  });
});

describe("at its end, a temporary change", () => {
  it("is restored, and the requester and the other members are told", async () => {
    const { runAt, quotas } = await inForce();
    const outcome = await runAt(END);
    expect(outcome).toMatchObject({
      kind: "done",
      notifications: [
        { template: "quota-restored" },
        { template: "quota-restored", toEmail: "bo@example.org" },
      ],
    });
    expect(quotas()).toEqual(someQuotas);
    expect(await runAt(END)).toEqual(outcome);
  });

  it("is restored late rather than never", async () => {
    const { runAt, quotas } = await inForce();
    expect(await runAt(beforeEnd(-30 * DAY))).toMatchObject({ kind: "done" });
    expect(quotas()).toEqual(someQuotas);
  });

  it("is restored although more is in use, and everyone reads what that means", async () => {
    const { request, deps, runAt, quotas } = await inForce();
    deps.quotas.used.set(request.project ?? "", { cores: 30 });
    const outcome = await runAt(END);
    expect(quotas()).toEqual(someQuotas);
    expect(outcome).toMatchObject({
      kind: "done",
      note: expect.stringMatching(/cores 40 → 20.*30 in use/),
      notifications: [{ data: { table: expect.stringContaining("30 in use") } }, {}],
    });
    expect(await runAt(END)).toEqual(outcome);
  });

  it("leaves a number that someone has changed since, and says so", async () => {
    const { request, deps, runAt, quotas } = await inForce({
      quota: { ...TEMPORARY, requested: { cores: 40, ram: 99 } },
    });
    deps.quotas.projects.set(request.project ?? "", { ...someQuotas, cores: 64, ram: 99 });
    expect(await runAt(END)).toMatchObject({ kind: "done", note: expect.stringContaining("cores") });
    expect(quotas()).toEqual({ ...someQuotas, cores: 64 });
  });

  it("leaves a number that a later request has set", async () => {
    const { request, runAt, quotas } = await inForce();
    await storedRequest(db, {
      kind: "quota",
      stage: "close",
      project: request.project,
      quota: { requested: { cores: 40 }, before: { cores: 40 } },
    });
    expect(await runAt(END)).toMatchObject({ kind: "done" });
    expect(quotas()).toMatchObject({ cores: 40 });
  });

  it("stays in force during a dry run, and is checked again every hour", async () => {
    const { runAt, quotas } = await inForce({}, { dryRun: true });
    expect(await runAt(END)).toMatchObject({ kind: "wait", for: "dry-run", until: beforeEnd(-HOUR) });
    expect(quotas()).toMatchObject({ cores: 40 });
  });

  it("fails if no system with quotas is configured any longer", async () => {
    const { request, deps } = await inForce();
    deps.setClock(END);
    await expect(restoreQuota.run(request, { ...deps, quotas: undefined })).rejects.toThrow("quotas");
  });
});
