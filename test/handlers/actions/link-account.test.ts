import { afterAll, expect, it } from "vitest";
import { confirmLink } from "../../../src/handlers/actions/confirm-link.ts";
import { declineLink } from "../../../src/handlers/actions/decline-link.ts";
import { linkAccount } from "../../../src/handlers/actions/link-account.ts";
import { anAccount } from "../../in-registry.ts";
import { ada, amy, aPerson, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";
import { watchLinks } from "../watch-links.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const { linkedTo, told, markFor } = watchLinks(desk.database);

it("An admin proposes a link, and it counts once the person has confirmed it; everyone concerned is told", async () => {
  const { account } = await anAccount(db, "first", { chatUser: "slack:UBEFORE" });
  const cy = desk.context.chat.addPerson("Cy Cole");
  expect((await desk.type(linkAccount, ada, `FIRST @${cy.user}`)).kind).toBe("message");
  expect(await linkedTo("first")).toBe("slack:UBEFORE");
  expect(await told("confirm-link", "link-proposed")).toEqual([
    `confirm-link to ${cy.user}`,
    "link-proposed to first@example.org",
    "link-proposed to slack:UBEFORE",
  ]);

  const mark = await markFor(cy.user);
  expect((await desk.type(confirmLink, cy, mark)).kind).toBe("message");
  expect(await linkedTo("first")).toBe(cy.user);
  expect((await desk.recordOf({ id: account.requestId })).events).toEqual([
    `link-proposed by ${ada.user}`,
    `linked by ${cy.user}`,
  ]);
  expect((await told("account-linked")).toSorted()).toEqual(
    ["first@example.org", "slack:UBEFORE", cy.user].map((to) => `account-linked to ${to}`).toSorted(),
  );
  // The buttons of the same message do nothing more.
  await desk.expectNoTrace(() => desk.type(confirmLink, cy, mark));
  await desk.expectNoTrace(() => desk.type(declineLink, cy, mark));
});

it("Only admins can propose links", async () => {
  await anAccount(db, "second");
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.type(linkAccount, actor, `second @${zed.user}`));
    expect(reply.kind).toBe("message");
  }
});

it("An account that can't be linked gets an answer, and nothing is written", async () => {
  const owner = aPerson("Ida Idle");
  desk.context.chat.people.set(owner.user, owner);
  await anAccount(db, "fourth", { chatUser: owner.user });
  await anAccount(db, "fifth");
  for (const text of [
    "",
    "fourth",
    "fourth ida",
    `nobody @${zed.user}`,
    `nobody@example.org @${zed.user}`,
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

it("Proposing twice asks once", async () => {
  await anAccount(db, "sixth");
  await desk.type(linkAccount, ada, `sixth @${zed.user}`);
  const reply = await desk.expectNoTrace(() => desk.type(linkAccount, ada, `sixth @${zed.user}`));
  expect(reply.kind).toBe("message");
});

it("An account whose owner was offboarded isn't linked to anyone", async () => {
  await anAccount(db, "seventh");
  await desk.database.query("update accounts set removed_at = now() where username = 'seventh'");
  const reply = await desk.expectNoTrace(() => desk.type(linkAccount, ada, `seventh @${zed.user}`));
  expect(JSON.stringify(reply)).toContain("offboarded");
});
