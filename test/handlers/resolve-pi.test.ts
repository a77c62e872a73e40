import { expect, it } from "vitest";
import { UserError } from "../../src/handlers/handler.ts";
import { denyPi, resolvePi } from "../../src/handlers/resolve-pi.ts";
import { aRequest } from "../a-request.ts";
import { inMemoryChat } from "../in-memory/in-memory-chat.ts";
import { amy, aPerson, bo, guest } from "./an-interaction.ts";

const chat = inMemoryChat();
chat.people.set(guest.user, guest);
const request = aRequest({ requesterUser: amy.user, email: "amy@example.org" });
const resolve = (named: string) =>
  resolvePi(named, request, { chat, db: {} as never, now: () => new Date(0) });

it("A mentioned person is the PI, with the address of their profile", async () => {
  expect(await resolve(`@${bo.user}`)).toEqual({ name: bo.name, email: bo.email, user: bo.user });
});

it("An address of someone in the chat names that person, in any case and with spaces around it", async () => {
  expect(await resolve(" BO@example.org ")).toEqual({ name: bo.name, email: bo.email, user: bo.user });
});

it("Any other address is a PI who is asked by email", async () => {
  expect(await resolve("Cy@example.net")).toEqual({
    name: "Cy@example.net",
    email: "cy@example.net",
    user: null,
  });
});

it.each([
  ["the requester", `@${amy.user}`],
  ["the requester's address", "AMY@example.org"],
  ["a guest", `@${guest.user}`],
  ["someone who isn't in the chat", "@slack:UNOBODY"],
  ["a name", "Bo Birch"],
  ["nothing", ""],
  ["an address that no mail system takes", `${"a".repeat(300)}@example.org`],
])("%s can't be the PI", async (_, named) => {
  await expect(resolve(named)).rejects.toThrow(UserError);
});

it("The requester under another address is still the requester", async () => {
  chat.people.set(amy.user, { ...amy, email: "amy@elsewhere.example" });
  await expect(resolve("amy@elsewhere.example")).rejects.toThrow(UserError);
});

it("A PI is a full, active member whose address is known", () => {
  expect(denyPi(bo, bo.email)).toBeUndefined();
  for (const membership of ["guest", "deactivated", "external", "bot"] as const) {
    expect(denyPi({ ...bo, membership }, bo.email)).toContain(bo.name);
  }
  expect(denyPi(aPerson("Cy Cole", { email: undefined }), undefined)).toContain("Cy Cole");
});

it("A PI whose address the chat hides from acct isn't denied as someone who can't decide", () => {
  const hidden = { email: undefined, isEmailHidden: true };
  expect(denyPi(aPerson("Cy Cole", hidden), undefined)).not.toBe(
    denyPi(aPerson("Cy Cole", { email: undefined }), undefined),
  );
});
