import { afterAll, expect, it } from "vitest";
import { findAccountByUsername } from "../../../src/db/accounts.ts";
import { linkAccount } from "../../../src/handlers/actions/link-account.ts";
import { resetPassword } from "../../../src/handlers/actions/reset-password.ts";
import { anAccount } from "../../in-registry.ts";
import { ada, amy, aPerson, art, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const linkedTo = async (username: string) => (await findAccountByUsername(db, username))?.chatUser;
const told = () =>
  desk.database.query<{ to: string }>(
    "select coalesce(to_user, to_email) as to from notifications where template = 'account-linked' order by id desc",
  );

it("An admin links an account, its request's history says so, and everyone concerned is told", async () => {
  const { account } = await anAccount(db, "first", { chatUser: "slack:UBEFORE" });
  const cy = desk.context.chat.addPerson("Cy Cole");
  expect((await desk.type(linkAccount, ada, `FIRST @${cy.user}`)).kind).toBe("message");
  expect(await linkedTo("first")).toBe(cy.user);
  expect((await desk.recordOf({ id: account.requestId })).events).toEqual([`linked by ${ada.user}`]);
  const people = (await told()).map(({ to }) => to);
  expect(people.toSorted()).toEqual(["first@example.org", "slack:UBEFORE", cy.user].toSorted());
});

it("A password link for the previous person is withdrawn", async () => {
  const eve = desk.context.chat.addPerson("Eve Eden");
  const fay = desk.context.chat.addPerson("Fay Fox");
  await anAccount(db, "shared", { chatUser: eve.user });
  await desk.submit(resetPassword, eve, { way: "chat" });
  const [link] = await desk.database.query<{ id: number }>("select id from requests where kind = 'password'");
  await desk.type(linkAccount, ada, `shared @${fay.user}`);
  expect((await desk.recordOf({ id: link?.id ?? 0 })).state[0]).toBe("withdrawn");
});

it("Only admins can link accounts", async () => {
  await anAccount(db, "second");
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.type(linkAccount, actor, `second @${zed.user}`));
    expect(reply.kind).toBe("message");
  }
});

it("An admin can't link an account to themselves", async () => {
  await anAccount(db, "third");
  const reply = await desk.expectNoTrace(() => desk.type(linkAccount, ada, `third @${ada.user}`));
  expect(reply.kind).toBe("message");
  expect((await desk.type(linkAccount, art, `third @${ada.user}`)).kind).toBe("message");
  expect(await linkedTo("third")).toBe(ada.user);
});

it("An account that can't be linked gets an answer, and nothing is written", async () => {
  const owner = aPerson("Gil Gold");
  desk.context.chat.people.set(owner.user, owner);
  await anAccount(db, "fourth", { chatUser: owner.user });
  await anAccount(db, "fifth");
  for (const text of [
    "",
    "fourth",
    "fourth gil",
    `nobody @${zed.user}`,
    // The account is already linked to them.
    `fourth @${owner.user}`,
    // They have another account.
    `fifth @${owner.user}`,
    `fifth @${guest.user}`,
    "fifth @slack:UNOBODY",
  ]) {
    const reply = await desk.expectNoTrace(() => desk.type(linkAccount, ada, text));
    expect(reply.kind).toBe("message");
  }
});

it("Linking twice counts once", async () => {
  await anAccount(db, "sixth");
  await desk.type(linkAccount, ada, `sixth @${zed.user}`);
  const reply = await desk.expectNoTrace(() => desk.type(linkAccount, ada, `sixth @${zed.user}`));
  expect(reply.kind).toBe("message");
});
