import { afterAll, expect, it } from "vitest";
import type { Actor } from "../../../src/chat/chat.ts";
import type { Values } from "../../../src/chat/interaction.ts";
import { findFormerOrAccount } from "../../../src/db/accounts.ts";
import { findClaim, insertClaim } from "../../../src/db/link-claims.ts";
import { findOpenRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { approve } from "../../../src/handlers/actions/approve.ts";
import { offboard } from "../../../src/handlers/actions/offboard.ts";
import { later } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { settle } from "../../settle.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, aPerson, bo, guest, zed } from "../an-interaction.ts";
import { choicesOf, faultsOf, fieldOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const openOf = (username: string) => findOpenRequest(db, "offboarding", { username });
/** Goes on until it waits, with an admin's approval where it asks for one. Returns the request. */
async function leave(username: string): Promise<Request> {
  await confirm(ada, username);
  const open = await openOf(username);
  const asked = await settle(open?.id ?? 0, desk.context);
  await desk.press(approve, ada, asked);
  return settle(asked.id, desk.context);
}
const isClosed = async (username: string) => (await findFormerOrAccount(db, username))?.removedAt !== null;
const confirm = (actor: Actor, username: string, deliveryId = `delivery-${username}`) =>
  desk.act(offboard, actor, { text: username, values: { confirm: username }, deliveryId });

it("An admin sees what will be removed, and nothing happens until they have typed the username", async () => {
  await anAccount(db, "first");
  const shown = await desk.expectNoTrace(() => desk.type(offboard, ada, "FIRST"));
  expect(fieldsOf(shown)).toEqual(["otherOwner", "confirm"]);
  expect(JSON.stringify(shown)).toMatch(/first.*LDAP.*astro/);
  for (const typed of ["", "yes", "second"]) {
    const reply = await desk.expectNoTrace(() => desk.fill(offboard, ada, "FIRST", { confirm: typed }));
    expect(faultsOf(reply)).toEqual(["confirm"]);
  }
});

it("Confirming opens a request, whose card the admins see at once, and closes nothing until it is approved", async () => {
  const { account } = await anAccount(db, "second");
  expect((await confirm(ada, "second")).kind).toBe("message");
  const request = await openOf("second");
  if (!request) throw new Error("no request");
  const record = await desk.recordOf(request);
  expect(record).toMatchObject({
    state: ["running", "count-belongings", null],
    events: [`requested by ${ada.user}`],
    notifications: [],
    views: ["admin in slack:CADMINS"],
  });
  expect(record.request.plan.map(({ system }) => system)).toContain("LDAP");
  expect(await settle(request.id, desk.context)).toMatchObject({ status: "waiting", waitsFor: "admin" });
  expect(await isClosed("second")).toBe(false);
  expect((await desk.press(approve, ada, request)).kind).toBe("none");
  expect(await settle(request.id, desk.context)).toMatchObject({ status: "closed" });
  expect(await isClosed("second")).toBe(true);
  expect((await desk.recordOf({ id: account.requestId })).events).toEqual([`offboarded by ${ada.user}`]);
});

it("The form offers the people in the same projects and proposes the PI, and the request names who was chosen or typed", async () => {
  const project = { name: "lab", piName: "Pia Prof", piEmail: "pia@example.org", piUser: null };
  await anAccount(db, "pia", { email: "pia@example.org", project });
  await anAccount(db, "lea", { project });
  await anAccount(db, "col", { project });
  await anAccount(db, "elsewhere");
  const shown = await desk.type(offboard, ada, "lea");
  expect(choicesOf(shown, "newOwner")).toEqual(["pia", "col"]);
  expect(fieldOf(shown, "newOwner").initial).toBe("pia");
  const fill = (values: Values) =>
    desk.act(offboard, ada, { text: "lea", values: { confirm: "lea", ...values } });
  for (const typed of ["nobody", "lea"])
    expect(faultsOf(await fill({ otherOwner: typed }))).toEqual(["otherOwner"]);
  await fill({ newOwner: "pia", otherOwner: " ELSEWHERE " });
  expect((await openOf("lea"))?.details.leaving).toMatchObject({ newOwner: "elsewhere" });
});

it("The same confirmation that arrives twice opens one request, and a second admin gets the same one", async () => {
  await anAccount(db, "third");
  await confirm(ada, "third", "once");
  const request = await openOf("third");
  await confirm(ada, "third", "once");
  await confirm(anAdmin("Ann Also"), "third", "again");
  expect((await openOf("third"))?.id).toBe(request?.id);
  expect((await desk.recordOf({ id: request?.id ?? 0 })).events).toEqual([`requested by ${ada.user}`]);
});

const anAdmin = (name: string) => {
  const admin = aPerson(name, { isAdmin: true });
  desk.context.chat.people.set(admin.user, admin);
  return admin;
};

it("Only admins can offboard people, and not themselves", async () => {
  await anAccount(db, "fourth");
  for (const actor of [amy, bo, zed, guest]) {
    expect((await desk.expectNoTrace(() => confirm(actor, "fourth"))).kind).toBe("message");
  }
  const own = anAdmin("Olga Own");
  await anAccount(db, "aadmin", { chatUser: own.user, email: own.email ?? "" });
  expect((await desk.expectNoTrace(() => confirm(own, "aadmin"))).kind).toBe("message");
});

it("An admin who was offboarded offboards no one", async () => {
  const gone = anAdmin("Gus Gone");
  await anAccount(db, "wasadmin", { chatUser: gone.user, email: "wasadmin@example.org" });
  await leave("wasadmin");
  await anAccount(db, "fifth");
  expect((await desk.expectNoTrace(() => confirm(gone, "fifth"))).kind).toBe("message");
});

it("An unknown name gets an answer, and nothing is written", async () => {
  for (const text of ["", "nobody"]) {
    expect((await desk.expectNoTrace(() => desk.type(offboard, ada, text))).kind).toBe("message");
  }
});

it("What waits for someone who leaves is asked again, also if they were asked by email or decide for the PI, and the card names the projects that lose theirs", async () => {
  const lead = aPerson("Lea Lead");
  desk.context.chat.people.set(lead.user, lead);
  const { account } = await anAccount(db, "llead", {
    chatUser: lead.user,
    email: "llead@example.org",
    project: { name: "optics", piName: "Lea Lead", piEmail: "llead@example.org", piUser: lead.user },
  });
  const waiting = await Promise.all([
    desk.store({ ...forPi, project: "optics", piUser: lead.user, piEmail: "llead@example.org" }),
    desk.store({ ...forPi, project: "optics", piUser: null, piEmail: "LLead@example.org" }),
    desk.store({ ...forPi, project: "astro", delegates: [{ user: lead.user, name: lead.name }] }),
  ]);
  const other = await desk.store({ ...forPi, project: "astro" });
  const claim = "6f0f1d7e-9a3c-4c57-8f0e-5d2b7c1a9e44";
  await insertClaim(db, {
    id: claim,
    personId: account.personId,
    chatUser: zed.user,
    label: "llead",
    createdAt: later(0),
    expiresAt: later(1000),
  });
  const { details } = await leave("llead");
  for (const { id } of waiting) expect((await desk.recordOf({ id })).request.runAt).toEqual(later(0));
  expect((await desk.recordOf(other)).request.runAt).toBeNull();
  expect(details.projectsWithoutPi).toEqual(["optics"]);
  expect((await findClaim(db, claim))?.expiresAt).toEqual(later(0));
});

it("Requests end that the person made under another address or in the chat, but not those of someone else", async () => {
  const many = aPerson("Mae Many");
  await anAccount(db, "mmany", { chatUser: many.user, email: "mmany@example.org" });
  const own = await desk.store({ ...forPi, requesterUser: many.user, email: "old-address@example.org" });
  const others = await desk.store({ ...forPi, email: "else@example.org" });
  await leave("mmany");
  expect((await desk.recordOf(own)).state[0]).toBe("offboarded");
  expect((await desk.recordOf(others)).state[0]).toBe("waiting");
});

it("What waits for the approval of a group is looked at again, because its last member may have left", async () => {
  await anAccount(db, "grouped");
  const required = [{ name: "security", count: 1, from: [{ role: "security", count: 1 }] }];
  const forGroup = await Promise.all([
    desk.store({ ...forAdmin, waitsFor: "admin", required }),
    desk.store({ ...forPi, waitsFor: "pi", required, piUser: null, piEmail: null }),
  ]);
  const forOthers = await desk.store({ ...forAdmin, waitsFor: "admin" });
  await leave("grouped");
  for (const { id } of forGroup) expect((await desk.recordOf({ id })).request.runAt).toEqual(later(0));
  expect((await desk.recordOf(forOthers)).request.runAt).toBeNull();
});
