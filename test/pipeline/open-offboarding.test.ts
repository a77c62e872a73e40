import { afterAll, expect, it } from "vitest";
import { findFormerOrAccount, reopenAccount } from "../../src/db/accounts.ts";
import { inTransaction } from "../../src/db/client.ts";
import { leaseRequest } from "../../src/db/leases.ts";
import { findRequest, listEvents } from "../../src/db/requests.ts";
import { requests } from "../../src/db/tables/requests.ts";
import { Failure } from "../../src/failure/failure.ts";
import { openLog } from "../../src/log.ts";
import { endOffboarding } from "../../src/pipeline/end-offboarding.ts";
import { advance } from "../../src/pipeline/engine/advance.ts";
import { openOffboarding } from "../../src/pipeline/open-offboarding.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { inMemoryDeps, later, START } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";
import { settle } from "../settle.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const deps = { ...inMemoryDeps(db) };
const workflows = buildWorkflows(deps.rules.approvals);
const context = { ...deps, workflows };
const by = { id: "slack:UADA", name: "Ada" };
let origins = 0;

const open = async (username: string) => {
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error("no account");
  const approval = { surface: "cli" } as const;
  return openOffboarding(
    account,
    { origin: `test:${++origins}`, by, newOwner: undefined, approval },
    context,
  );
};
const lease = { by: 7, now: START, leaseMs: 60_000 };

/** Runs the request once, as a process does; no system responds. */
async function failOnce(id: number): Promise<void> {
  const leased = await leaseRequest(db, id, lease);
  if (!leased) throw new Error("not leased");
  const fails = () => Promise.reject(new Failure("the server is down"));
  const provisioners = [{ ...deps.system, suspend: fails, leave: fails }];
  await advance(leased, {
    deps: { ...deps, provisioners },
    workflows,
    log: openLog("silent"),
    announce: () => undefined,
    stopping: () => false,
  });
}
const kindsOf = async (id: number) => (await listEvents(db, id)).map(({ kind }) => kind);
const toldAbout = async (id: number) =>
  (
    await database.query<{ template: string }>(
      "select template from notifications where request_id = $1 order by id",
      [id],
    )
  ).map(({ template }) => template);

it("What failed is retried with growing pauses until it is stuck; only the admins are told, and opening it again retries at once", async () => {
  await anAccount(db, "amy");
  const { request, isFirst } = await open("amy");
  expect(isFirst).toBe(true);
  for (let time = 0; time < 5; time++) await failOnce(request.id);
  expect(await findRequest(db, request.id)).toMatchObject({
    status: "stuck",
    problem: expect.stringMatching(/^LDAP: failed: the server is down; LDAP, astro: /),
  });
  expect(await toldAbout(request.id)).toEqual(["needs-attention", "thread-note"]);
  const again = await open("amy");
  expect(again).toMatchObject({
    isFirst: false,
    request: { id: request.id, status: "running", attempt: 0, runAt: START },
  });
  expect((await kindsOf(request.id)).at(-1)).toBe("retried");
});

it("Resuming an account ends its open offboarding without a message, and a new one can be opened", async () => {
  const { account } = await anAccount(db, "ben");
  const { request } = await open("ben");
  const end = () => inTransaction(db, (tx) => endOffboarding(account, by, { ...context, db: tx }));
  await leaseRequest(db, request.id, lease);
  await expect(end()).rejects.toThrow(new RegExp(`^Request ${request.id} .*\\bben\\b`));
  expect(await findRequest(db, request.id)).toMatchObject({ status: "running" });
  await db.update(requests).set({ leaseToken: null, leaseBy: null });
  await end();
  await end();
  expect(await findRequest(db, request.id)).toMatchObject({ status: "withdrawn" });
  expect(await toldAbout(request.id)).toEqual([]);
  await reopenAccount(db, account.id, {});
  expect((await open("ben")).request.id).not.toBe(request.id);
});

it("Someone who keeps another account continues to decide, and only the requests of the account that is closed end", async () => {
  const led = { name: "optics", piName: "Cy Cole", piEmail: "cy@example.org", piUser: null };
  const { account } = await anAccount(db, "cy", { email: "cy@example.org", project: led });
  const robot = await anAccount(db, "cyrobot", { email: "cyrobot@example.org" });
  await database.query("update accounts set person_id = $1 where id = $2", [
    account.personId,
    robot.account.id,
  ]);
  const first = await open("cyrobot");
  expect(first.projectsWithoutPi).toEqual([]);
  expect(await settle(first.request.id, context)).toMatchObject({ status: "closed" });
  expect((await open("cy")).projectsWithoutPi).toEqual(["optics"]);
});

it("A request on which another process works is left to it", async () => {
  await anAccount(db, "dee");
  const { request } = await open("dee");
  const first = await leaseRequest(db, request.id, lease);
  expect(first?.leaseBy).toBe(7);
  expect(await leaseRequest(db, request.id, { ...lease, by: 8 })).toBeUndefined();
  expect((await open("dee")).request).toMatchObject({ id: request.id, leaseBy: 7, version: request.version });
  // The process has ended.
  expect(await leaseRequest(db, request.id, { ...lease, now: later(1), by: 8, dead: 7 })).toMatchObject({
    leaseBy: 8,
  });
});
