import { afterAll, expect, it } from "vitest";
import type { Actor } from "../../../src/chat/chat.ts";
import { closeAccount, findFormerOrAccount } from "../../../src/db/accounts.ts";
import { findOpenRequest } from "../../../src/db/requests.ts";
import { listRequests } from "../../../src/handlers/actions/list-requests.ts";
import { suspend } from "../../../src/handlers/actions/suspend.ts";
import { later, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { forPi } from "../a-stored-request.ts";
import { ada, amy, aPerson, art, bo, guest, zed } from "../an-interaction.ts";
import { faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const openOf = (username: string) => findOpenRequest(db, "suspension", { username });
const confirm = (actor: Actor, username: string, deliveryId = `delivery-${username}`) =>
  desk.act(suspend, actor, { text: username, values: { confirm: username }, deliveryId });

it("An admin reads what a suspension does, and nothing happens until they have typed the username", async () => {
  await anAccount(db, "first");
  const shown = await desk.expectNoTrace(() => desk.type(suspend, ada, "FIRST"));
  expect(fieldsOf(shown)).toEqual(["confirm"]);
  expect(JSON.stringify(shown)).toMatch(/first.*LDAP.*keeps their memberships.*acct resume first/);
  for (const typed of ["", "yes", "second"]) {
    const reply = await desk.expectNoTrace(() => desk.fill(suspend, ada, "FIRST", { confirm: typed }));
    expect(faultsOf(reply)).toEqual(["confirm"]);
  }
});

it("The form says what doesn't come back, and which system can't lock anyone out", async () => {
  await anAccount(db, "warned");
  const { system } = desk.context;
  const { suspend: _, ...open } = { ...system, name: "Mailing list" };
  const provisioners = [{ ...system, suspendEnds: "Their tokens end." }, open];
  const shown = await suspend.form?.(
    { actor: ada, text: "warned", subject: undefined, values: undefined, deliveryId: "warned" },
    { ...desk.context, provisioners },
  );
  expect(JSON.stringify(shown)).toMatch(/lock anyone out of Mailing list.*Their tokens end\./);
});

it("Confirming suspends the account and opens a request, whose card the admins see at once, and the reply asks for the reason", async () => {
  const { account } = await anAccount(db, "second");
  const reply = await confirm(ada, "second");
  const request = await openOf("second");
  if (!request || reply.kind !== "message") throw new Error("no request");
  expect(reply.notice).toMatchObject({
    buttons: [{ action: "give-reason" }],
    request: { id: request.id },
  });
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", "suspend-access", null],
    events: [`requested by ${ada.user}`],
    notifications: [],
    views: ["admin in slack:CADMINS"],
  });
  expect(await findFormerOrAccount(db, "second")).toMatchObject({ suspendedAt: START, removedAt: null });
  expect((await desk.recordOf({ id: account.requestId })).events).toEqual([`suspended by ${ada.user}`]);
});

it("The same confirmation that arrives twice opens one request, and a second admin gets the same one", async () => {
  await anAccount(db, "third");
  await confirm(ada, "third", "once");
  const request = await openOf("third");
  await confirm(ada, "third", "once");
  await confirm(art, "third", "again");
  expect((await openOf("third"))?.id).toBe(request?.id);
  expect((await desk.recordOf({ id: request?.id ?? 0 })).events).toEqual([`requested by ${ada.user}`]);
});

it("Only admins can suspend people, and not themselves", async () => {
  await anAccount(db, "fourth");
  for (const actor of [amy, bo, zed, guest])
    expect((await desk.expectNoTrace(() => confirm(actor, "fourth"))).kind).toBe("message");
  const own = aPerson("Olga Own", { isAdmin: true });
  desk.context.chat.people.set(own.user, own);
  await anAccount(db, "aadmin", { chatUser: own.user, email: own.email ?? "" });
  expect((await desk.expectNoTrace(() => confirm(own, "aadmin"))).kind).toBe("message");
});

it("Someone who doesn't exist or was offboarded can't be suspended", async () => {
  const { account } = await anAccount(db, "gone");
  await closeAccount(db, account.id, START);
  for (const text of ["", "nobody", "gone"])
    expect((await desk.expectNoTrace(() => desk.type(suspend, ada, text))).kind).toBe("message");
});

it("While they are suspended, people can't act in acct, and what waits for them is asked again", async () => {
  const lead = aPerson("Lea Lead");
  desk.context.chat.people.set(lead.user, lead);
  await anAccount(db, "llead", { chatUser: lead.user, email: "lea@example.org" });
  const waiting = await desk.store({ ...forPi, piUser: lead.user, piEmail: "lea@example.org" });
  expect((await desk.act(listRequests, lead)).kind).not.toBe("none");
  await confirm(ada, "llead");
  expect((await desk.recordOf(waiting)).request.runAt).toEqual(later(0));
  const reply = await desk.expectNoTrace(() => desk.act(listRequests, lead));
  expect(JSON.stringify(reply)).toMatch(/deactivated/);
});
