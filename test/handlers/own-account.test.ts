import { afterAll, expect, it } from "vitest";
import { closeAccount } from "../../src/db/accounts.ts";
import { explainHiddenEmail } from "../../src/handlers/explain-hidden-email.ts";
import { ownAccount } from "../../src/handlers/own-account.ts";
import { anAccount } from "../in-registry.ts";
import { aPerson } from "./an-interaction.ts";
import { newDesk } from "./desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

it("The account that is linked to a person is theirs, whatever address it has", async () => {
  const cy = aPerson("Cy Cole");
  const { account } = await anAccount(db, "linked", { chatUser: cy.user });
  await anAccount(db, "cy", { email: cy.email ?? "" });
  expect(await ownAccount(cy, desk.context)).toEqual({ account, isLinked: true });
});

it("An account that is linked to no one belongs to the person with its confirmed address", async () => {
  const { account } = await anAccount(db, "mailed", { email: "Dot@Example.org" });
  const dot = aPerson("Dot Day");
  expect(await ownAccount(dot, desk.context)).toEqual({ account, isLinked: false });
  expect(await ownAccount({ ...dot, email: undefined }, desk.context)).not.toHaveProperty("account");
});

it("An account that is linked to someone else isn't theirs, although their profile has its address", async () => {
  await anAccount(db, "eve", { chatUser: "slack:UOTHER" });
  const own = await ownAccount(aPerson("Eve Eden"), desk.context);
  expect(own).toEqual({ denial: expect.any(String), unlinked: expect.objectContaining({ username: "eve" }) });
});

it("An offboarded account belongs to no one", async () => {
  const fay = aPerson("Fay Fox");
  const { account } = await anAccount(db, "fay", { chatUser: fay.user });
  await closeAccount(db, account.id, desk.context.now());
  expect(await ownAccount(fay, desk.context)).toEqual({ denial: expect.any(String) });
});

it("In a chat that doesn't verify addresses, an address gives no one an account", async () => {
  await anAccount(db, "ivy", { email: "ivy@example.org" });
  const chat = { ...desk.context.chat, verifiesAddresses: false };
  const own = await ownAccount(aPerson("Ivy Ives"), { ...desk.context, chat });
  expect(own).not.toHaveProperty("account");
});

it("While the chat hides addresses from acct, no one is told that they have no account", async () => {
  await anAccount(db, "hid", { email: "hid@example.org" });
  const hid = aPerson("Hid Hall", { email: undefined, isEmailHidden: true });
  const hidden = { denial: explainHiddenEmail(desk.context.chat.name) };
  expect(await ownAccount(hid, desk.context)).toEqual(hidden);
  const linked = aPerson("Lin Lind", { email: undefined, isEmailHidden: true });
  const { account: theirs } = await anAccount(db, "lin", { chatUser: linked.user });
  expect(await ownAccount(linked, desk.context)).toEqual({ account: theirs, isLinked: true });
});
