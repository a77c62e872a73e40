import { afterAll, expect, it } from "vitest";
import type { Values } from "../../../src/chat/interaction.ts";
import { inviteMember } from "../../../src/handlers/actions/invite-member.ts";
import { aRoster, fay, ivy } from "../a-roster.ts";
import { ada, bo, zed } from "../an-interaction.ts";
import { faultsOf } from "../desk.ts";

const desk = await aRoster();
afterAll(() => desk.close());

it("A PI invites someone of the chat or an address, and the same person has one open invitation", async () => {
  expect((await desk.fill(inviteMember, bo, "optics", { person: ivy.user })).kind).toBe("message");
  expect((await desk.fill(inviteMember, bo, "optics", { mail: "new@elsewhere.example" })).kind).toBe(
    "message",
  );
  expect((await desk.fill(inviteMember, bo, "optics", { person: ivy.user })).kind).toBe("invalid");
  expect(await desk.invitations()).toMatchObject([
    { name: ivy.name, role: "member", state: "open" },
    { name: "new@elsewhere.example", role: "member", state: "open" },
  ]);
});

it("Someone who is invited already is named at the field where they were entered", async () => {
  const twice = async (values: Values) => {
    await desk.fill(inviteMember, bo, "optics", values);
    return faultsOf(await desk.fill(inviteMember, bo, "optics", values));
  };
  expect(await twice({ person: zed.user, ends: "2999-01-01" })).toEqual(["person"]);
  expect(await twice({ mail: "twice@example.org", ends: "2999-01-01" })).toEqual(["mail"]);
});

it("A person and someone else's address are not taken for one person", async () => {
  const other = { person: zed.user, mail: "other@example.org" };
  const reply = await desk.expectNoTrace(() => desk.fill(inviteMember, bo, "optics", other));
  expect(faultsOf(reply)).toEqual(["mail"]);
});

it("Wrong input stays in the form, and invites no one", async () => {
  for (const values of [
    {},
    { mail: "nobody" },
    { person: bo.user },
    { mail: bo.email ?? "" },
    { mail: "x@example.org", ends: "2020-01-01" },
  ])
    expect((await desk.expectNoTrace(() => desk.fill(inviteMember, bo, "optics", values))).kind).toBe(
      "invalid",
    );
});

it("Only the PI and admins name managers; members and others invite no one", async () => {
  for (const actor of [fay, zed])
    await desk.expectDenied(() => desk.fill(inviteMember, actor, "optics", { mail: "more@example.org" }));
  await desk.fill(inviteMember, ada, "optics", { mail: "manager@example.org", role: "manager" });
  expect((await desk.invitations()).at(-1)).toMatchObject({ name: "manager@example.org", role: "manager" });
});
