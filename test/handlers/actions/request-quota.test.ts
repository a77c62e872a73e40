import { afterAll, beforeAll, expect, it } from "vitest";
import { requestQuota } from "../../../src/handlers/actions/request-quota.ts";
import { runHandler } from "../../../src/handlers/run-handler.ts";
import { QUOTA_NAMES } from "../../../src/provisioners/quotas.ts";
import { someQuotas } from "../../in-memory/in-memory-quotas.ts";
import { anAccount } from "../../in-registry.ts";
import { anInteraction, aPerson, guest, zed } from "../an-interaction.ts";
import { faultsOf, fieldOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const owner = aPerson("Olga Olden");
beforeAll(async () => {
  await anAccount(db, "oolden", { chatUser: owner.user });
});

const values = { project: " Astro ", cores: "40", ram: " 100 ", reason: "A bigger simulation" };

const quotaRequests = async () => {
  const rows = await desk.database.query<{ id: number }>(
    "select id from requests where kind = 'quota' order by id",
  );
  return Promise.all(rows.map((row) => desk.recordOf(row)));
};

it("A member fills in only the quotas that should change", async () => {
  const shown = await desk.press(requestQuota, owner);
  expect(fieldsOf(shown)).toEqual(["project", ...QUOTA_NAMES, "until", "reason"]);
  expect((await desk.submit(requestQuota, owner, values)).kind).toBe("none");
  expect(await quotaRequests()).toMatchObject([
    {
      state: ["running", "verify-quota", null],
      events: [`requested by ${owner.user}`],
      notifications: [`received to ${owner.user}`],
      request: {
        username: "oolden",
        project: "astro",
        quota: { requested: { cores: 40, ram: 100 } },
        details: { reason: values.reason },
      },
    },
  ]);
});

it("A project has one open quota request at a time", async () => {
  const reply = await desk.expectNoTrace(() => desk.submit(requestQuota, owner, values));
  expect(reply.kind).toBe("message");
});

it("A change can end on a day", async () => {
  await desk.submit(requestQuota, owner, { project: "comets", instances: "0", until: "2028-04-01" });
  expect((await quotaRequests()).at(-1)).toMatchObject({
    request: { quota: { requested: { instances: 0 }, until: "2028-04-01" } },
  });
});

it("The command fills in the project, and the form shows its current quotas", async () => {
  const reply = await desk.type(requestQuota, owner, "astro");
  const { cores } = await desk.context.quotas.readQuotas({ name: "astro", adopted: true });
  expect(fieldOf(reply, "project")).toMatchObject({
    initial: "astro",
    validation: { isValid: true, text: expect.stringContaining(String(cores)) },
  });
});

it("Beside each quota, the form shows what is used of it, only for the person's own projects", async () => {
  desk.context.quotas.used.set("astro", { cores: 13 });
  await anAccount(db, "neighbor", { project: { name: "foreign" } });
  desk.context.quotas.projects.set("foreign", someQuotas);
  desk.context.quotas.used.set("foreign", { cores: 17 });
  const own = await desk.type(requestQuota, owner, "astro");
  expect(fieldOf(own, "cores").hint).toMatch(/\b13 of 20\b/);
  expect(fieldOf(own, "ram").hint).toBeUndefined();
  const foreign = await desk.type(requestQuota, owner, "foreign");
  expect(fieldOf(foreign, "project")).toMatchObject({ validation: { isValid: true } });
  expect(JSON.stringify(foreign)).not.toContain("17");
});

it("The form suggests the person's own projects, and no one else's", async () => {
  await anAccount(db, "stranger", { project: { name: "secret" } });
  const led = await anAccount(db, "helper", { project: { name: "zeta" } });
  await desk.database.query(
    "update memberships set person_id = $1, role = 'pi', account_id = null where account_id = $2",
    [
      (
        await desk.database.query<{ id: number }>(
          "select person_id as id from accounts where username = 'oolden'",
        )
      )[0]?.id,
      led.account.id,
    ],
  );
  const field = fieldOf(await desk.press(requestQuota, owner), "project");
  expect(field.suggestions?.map(({ value }) => value)).toEqual(["astro", "zeta"]);
});

it("The form can be opened even if a system doesn't respond", async () => {
  await anAccount(db, "other", { project: { name: "hidden" } });
  const reply = await desk.type(requestQuota, owner, "hidden");
  expect(fieldOf(reply, "project").validation).toMatchObject({ isValid: false });
});

it.each<[string, Record<string, string>, string[]]>([
  ["no number at all", { cores: "", ram: "" }, ["instances"]],
  ["words", { cores: "many" }, ["cores"]],
  ["a negative number", { cores: "-1" }, ["cores"]],
  ["a number beyond all reason", { cores: "1000001", ram: "9999999" }, ["cores", "ram"]],
  ["today as the last day", { until: "2028-03-06" }, ["until"]],
])("A form with %s stays open and writes nothing", async (_, mistake, fields) => {
  const filledIn = { ...values, project: "moons", ...mistake };
  const reply = await desk.expectNoTrace(() => desk.submit(requestQuota, owner, filledIn));
  expect(faultsOf(reply)).toEqual(fields);
});

it("Someone without an account, and a guest, can't change quotas", async () => {
  for (const actor of [zed, guest]) {
    for (const act of [
      () => desk.press(requestQuota, actor),
      () => desk.submit(requestQuota, actor, { ...values, project: "moons" }),
    ]) {
      expect((await desk.expectNoTrace(act)).kind).toBe("message");
    }
  }
});

it("Where no system has quotas, there is nothing to request", async () => {
  const context = { ...desk.context, quotas: undefined };
  for (const but of [{}, { values: { ...values, project: "moons" } }]) {
    const reply = await desk.expectNoTrace(() =>
      runHandler(requestQuota, anInteraction(owner, but), context),
    );
    expect(reply.kind).toBe("message");
  }
});
