import { afterAll, expect, it } from "vitest";
import { closeAccount, findFormerOrAccount, markSuspended } from "../../../src/db/accounts.ts";
import { leaseRequest } from "../../../src/db/leases.ts";
import { findOpenRequest } from "../../../src/db/requests.ts";
import { resume } from "../../../src/handlers/actions/resume.ts";
import { suspend } from "../../../src/handlers/actions/suspend.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { ada, amy, bo } from "../an-interaction.ts";
import { faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const openOf = (username: string) => findOpenRequest(db, "resumption", { username });
const confirm = (username: string, actor = ada) =>
  desk.act(resume, actor, { text: username, values: { confirm: username } });

async function suspended(username: string) {
  const registration = await anAccount(db, username);
  await markSuspended(db, registration.account.id, START);
  return registration;
}

it("An admin reads what comes back and what doesn't, and nothing happens until they have typed the username", async () => {
  await suspended("first");
  const shown = await desk.expectNoTrace(() => desk.type(resume, ada, "FIRST"));
  expect(fieldsOf(shown)).toEqual(["confirm"]);
  expect(JSON.stringify(shown)).toMatch(/first.*suspended since.*first@example\.org/);
  const reply = await desk.expectNoTrace(() => desk.fill(resume, ada, "FIRST", { confirm: "yes" }));
  expect(faultsOf(reply)).toEqual(["confirm"]);
});

it("Confirming opens the account and a request that restores the access, also for someone who was offboarded", async () => {
  await suspended("second");
  const { account } = await anAccount(db, "third");
  await closeAccount(db, account.id, START);
  for (const [username, details] of [
    ["second", {}],
    ["third", { wasOffboarded: true }],
  ] as const) {
    expect((await confirm(username)).kind).toBe("message");
    const request = await openOf(username);
    if (!request) throw new Error("no request");
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "restore-access", null],
      events: [`requested by ${ada.user}`],
      views: ["admin in slack:CADMINS"],
      request: { details },
    });
    expect(await findFormerOrAccount(db, username)).toMatchObject({ suspendedAt: null, removedAt: null });
  }
});

it("A suspension that still waits for a system ends, and one that is at work at this moment isn't crossed", async () => {
  for (const username of ["fourth", "fifth"]) {
    await anAccount(db, username);
    await desk.act(suspend, ada, { text: username, values: { confirm: username } });
  }
  const [waiting, atWork] = [
    await findOpenRequest(db, "suspension", { username: "fourth" }),
    await findOpenRequest(db, "suspension", { username: "fifth" }),
  ];
  if (!waiting || !atWork) throw new Error("no requests");
  await confirm("fourth");
  expect((await desk.recordOf(waiting)).state[0]).toBe("withdrawn");
  await leaseRequest(db, atWork.id, { by: 7, now: START, leaseMs: 60_000 });
  const reply = await desk.expectNoTrace(() => confirm("fifth"));
  expect(JSON.stringify(reply)).toMatch(/suspending fifth right now/);
  expect(await openOf("fifth")).toBeUndefined();
});

it("There is nothing to restore for someone who is active or unknown, and only admins restore anything", async () => {
  await anAccount(db, "active");
  await suspended("sixth");
  for (const text of ["", "nobody", "active"])
    expect((await desk.expectNoTrace(() => desk.type(resume, ada, text))).kind).toBe("message");
  for (const actor of [amy, bo])
    expect((await desk.expectNoTrace(() => confirm("sixth", actor))).kind).toBe("message");
});
