import { afterAll, expect, it } from "vitest";
import { activateChatLink, listLinksOf } from "../../../src/db/chat-links.ts";
import { emailIdentity, findPersonBy } from "../../../src/db/people.ts";
import { approve } from "../../../src/handlers/actions/approve.ts";
import { delegate } from "../../../src/handlers/actions/delegate.ts";
import { findInChat } from "../../../src/pipeline/links/find-in-chat.ts";
import { awaitPi } from "../../../src/pipeline/stages/await-pi.ts";
import { register } from "../../../src/pipeline/stages/register.ts";
import { verifyIdentity } from "../../../src/pipeline/stages/verify-identity.ts";
import { anApproval, aRequest, fromBo } from "../../a-request.ts";
import { newDesk } from "../../handlers/desk.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";

const desk = await newDesk();
const { context, database } = desk;
const { db, chat } = context;
afterAll(() => desk.close());

const stateOf = async (user: string) => (await listLinksOf(db, user)).map(({ state }) => state);
const frozenMails = async () =>
  (
    await database.query<{ to: string }>(
      "select to_email as to from notifications where template = 'link-frozen' order by id",
    )
  ).map(({ to }) => to);

/** A PI whom the registry knows by this address, and whose account is linked to no one. */
async function aPi(username: string) {
  const { account } = await anAccount(db, username);
  return { ...account, user: chat.addPerson(`${username[0]?.toUpperCase()}${username.slice(1)} Prof`) };
}

it("A PI whom no one else can be is linked by the address that the chat has verified, and asked", async () => {
  const { email, user } = await aPi("ana");
  expect(await findInChat(email, context)).toMatchObject({ kind: "found", actor: { user: user.user } });
  expect(await stateOf(user.user)).toEqual(["auto"]);
});

it("If the PI's address changes hands in the chat, neither is asked, and both addresses are told once", async () => {
  const { email, user } = await aPi("ben");
  await findInChat(email, context);
  chat.people.set(user.user, { ...user, email: "ben.new@example.org" });
  const eve = chat.addPerson("Eve Eden", { email });
  for (let time = 0; time < 2; time++)
    expect(await findInChat(email, context)).toEqual({ kind: "unconfirmed" });
  expect(await stateOf(user.user)).toEqual(["frozen"]);
  expect(await stateOf(eve.user)).toEqual([]);
  expect(await frozenMails()).toEqual([email, "ben.new@example.org"]);

  const outcome = await awaitPi.run(
    aRequest({ stage: "await-pi", piEmail: email, approvals: [anApproval()] }),
    context,
  );
  expect(outcome).toMatchObject({ kind: "wait", for: "pi", facts: { piUser: null } });
  const told = "notifications" in outcome ? outcome.notifications?.map(({ template }) => template) : [];
  expect(told).toEqual(["needs-attention"]);
});

it("A confirmed link outweighs the address that someone else shows", async () => {
  const { email, personId, user } = await aPi("cleo");
  const now = context.now();
  await activateChatLink(db, personId, user.user, { verifiedBy: "link", now });
  chat.people.set(user.user, { ...user, email: "cleo.new@example.org" });
  chat.addPerson("Dan Deed", { email });
  expect(await findInChat(email, context)).toMatchObject({ kind: "found", actor: { user: user.user } });
});

it("A user who is linked to someone else isn't the PI, although they have the address", async () => {
  const { email, user } = await aPi("fern");
  await anAccount(db, "other", { chatUser: user.user });
  expect(await findInChat(email, context)).toEqual({ kind: "unconfirmed" });
});

it("A PI whose link is paused after they were asked can't decide until it is confirmed", async () => {
  const { email, personId, user } = await aPi("gus2");
  await findInChat(email, context);
  const request = await desk.store({
    status: "waiting",
    stage: "await-pi",
    waitsFor: "pi",
    piEmail: email,
    piUser: user.user,
  });
  const moved = { ...user, email: "gus.new@example.org" };
  expect((await desk.press(approve, moved, request)).kind).toBe("message");
  expect((await desk.recordOf(request)).state).toEqual(["waiting", "await-pi", "pi"]);
  // Nor can they name someone who decides instead.
  await desk.expectNoTrace(() => desk.submit(delegate, moved, { person: "slack:UZED" }, request));
  await activateChatLink(db, personId, user.user, { verifiedBy: "admin", now: context.now() });
  expect((await desk.press(approve, moved, request)).kind).toBe("none");
});

it("In a chat that verifies no addresses, the one who enters the PI's address decides nothing and gets nothing", async () => {
  const { email, personId, user } = await aPi("hana");
  const eve = chat.addPerson("Eva Evil", { email });
  const unsure = {
    ...context,
    chat: { ...chat, verifiesAddresses: false, findByEmail: async () => undefined },
  };
  expect(await findInChat(email, unsure)).toEqual({ kind: "unproven" });
  expect(await stateOf(eve.user)).toEqual([]);

  // Nor does she get an account in the PI's name.
  const asked = { email, requesterUser: eve.user, project: "evil", details: { newProject: true } };
  const request = await storedRequest(db, asked);
  expect(await verifyIdentity.run(request, unsure)).toMatchObject({ kind: "refuse" });
  expect((await findPersonBy(db, emailIdentity(email)))?.id).toBe(personId);

  await activateChatLink(db, personId, user.user, { verifiedBy: "admin", now: context.now() });
  expect(await findInChat(email, unsure)).toMatchObject({ kind: "found", actor: { user: user.user } });
});

it("An account that was requested with an address that the chat can't verify isn't linked to the requester", async () => {
  const ida = chat.addPerson("Ida Ives", { email: undefined, unverifiedEmail: "ida@example.org" });
  const approvals = [anApproval(), fromBo()];
  const pi = { piEmail: "bo@example.org", piName: "Bo Birch", piUser: "slack:UBO", approvals };
  const asked = { email: "ida@example.org", requesterUser: ida.user, project: "idas" };
  const request = await storedRequest(db, { ...asked, ...pi, details: { newProject: true } });
  const verified = await verifyIdentity.run(request, context);
  expect(verified).toMatchObject({ kind: "done", facts: { details: { isUnproven: true } } });
  const facts = verified.kind === "done" ? verified.facts : {};
  const details = { ...request.details, ...facts?.details };
  await register.run({ ...request, ...facts, details, stage: "register" } as typeof request, context);
  expect(await stateOf(ida.user)).toEqual([]);
  expect(await findPersonBy(db, emailIdentity("ida@example.org"))).toBeDefined();
});
