import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "../../../src/chat/chat.ts";
import { showPerson } from "../../../src/commands/show-person.ts";
import { activateChatLink, listLinksOf } from "../../../src/db/chat-links.ts";
import { FOUND_MS, forgetUnconfirmedLinks, listPendingLinks } from "../../../src/db/pending-links.ts";
import { findPersonById } from "../../../src/db/people.ts";
import type { Person } from "../../../src/db/tables/people.ts";
import { declineLink } from "../../../src/handlers/actions/decline-link.ts";
import { resetPassword } from "../../../src/handlers/actions/reset-password.ts";
import { showStatus } from "../../../src/handlers/actions/show-status.ts";
import { lookUpLink } from "../../../src/pipeline/links/look-up-link.ts";
import { nameUnconfirmed } from "../../../src/pipeline/links/name-unconfirmed.ts";
import { PROPOSAL_MS, proposeLink } from "../../../src/pipeline/links/propose-link.ts";
import { settleLink } from "../../../src/pipeline/links/settle-link.ts";
import { awaitPi } from "../../../src/pipeline/stages/await-pi.ts";
import { buildCard } from "../../../src/view/card.ts";
import { anApproval } from "../../a-request.ts";
import { ada } from "../../handlers/an-interaction.ts";
import { newDesk } from "../../handlers/desk.ts";
import { watchLinks } from "../../handlers/watch-links.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";

// A chat in which people enter any address, such as Mattermost.
const desk = await newDesk();
const { context, database } = desk;
const { db, chat } = context;
beforeAll(() => {
  chat.verifiesAddresses = false;
});
afterAll(() => desk.close());
const { markFor } = watchLinks(database);

const days = (count: number) => new Date(START.getTime() + count * 86_400_000);
const at = (now: Date) => ({ ...context, now: () => now });
const claiming = (name: string, address: string) =>
  chat.addPerson(name, { email: undefined, unverifiedEmail: address });

/** A person with an account, and a user whose profile shows their address. */
async function aPerson(username: string) {
  const { account } = await anAccount(db, username);
  const person = (await findPersonById(db, account.personId)) as Person;
  return {
    person,
    email: account.email,
    user: claiming(`${username[0]?.toUpperCase()}${username.slice(1)} Prof`, account.email),
  };
}

const linksOf = async ({ user }: Actor) =>
  (await listLinksOf(db, user)).map(({ personId, state }) => [personId, state]);
const shown = async (person: Person, now = START) => {
  const lines: string[] = [];
  for await (const line of showPerson(db, person, { time: String, now })) lines.push(line);
  return lines.filter((line) => line.includes(" chat "));
};

it("Someone who has a person's address and acts is shown to admins as pending, without rights and until a day", async () => {
  const { person, email, user } = await aPerson("ana");
  expect(await shown(person)).toEqual([]);
  await desk.type(resetPassword, user, "");
  expect(await linksOf(user)).toEqual([[person.id, "pending"]]);
  expect(await shown(person)).toEqual([
    expect.stringMatching(
      /slack:UANA +pending +nothing: their profile shows .*\/acct resetpass \(kept until 2028-03-20\)/,
    ),
  ]);
  expect(await lookUpLink(user, context)).toMatchObject({ verdict: "code" });
  expect(JSON.stringify(await desk.type(showStatus, user, ""))).not.toContain("ana");
  expect(await nameUnconfirmed(email, context)).toBe(
    "Ana Prof (shows this address on Slack). They confirm it with /acct resetpass, or after /acct link ana@example.org @person.",
  );
});

it("The card that waits for a PI names who was found to the admins, and to no one else", async () => {
  const { email, user } = await aPerson("ben");
  const request = await desk.store({
    status: "waiting",
    stage: "await-pi",
    waitsFor: "pi",
    piEmail: email,
    piUser: user.user,
    approvals: [anApproval()],
  });
  const outcome = await awaitPi.run(request, context);
  const facts = outcome.kind === "wait" ? outcome.facts : undefined;
  const after = {
    ...request,
    ...facts,
    details: { ...request.details, ...facts?.details },
  } as typeof request;
  const cardFor = (audience: "admin" | "pi") => JSON.stringify(buildCard(after, [], { audience }));
  expect(cardFor("admin")).toContain("Ben Prof (shows this address on Slack)");
  expect(cardFor("pi")).not.toContain("Ben Prof");
});

it("It expires, and comes back when they act again", async () => {
  const { person, user } = await aPerson("cleo");
  await settleLink(user, context);
  const late = new Date(START.getTime() + FOUND_MS);
  expect(await forgetUnconfirmedLinks(db, late)).toBe(0);
  expect(await forgetUnconfirmedLinks(db, new Date(late.getTime() + 1))).toBeGreaterThan(0);
  expect(await linksOf(user)).toEqual([]);
  await settleLink(user, at(days(20)));
  expect(await listPendingLinks(db, person.id, days(20))).toEqual([
    { user: user.user, isProposed: false, until: days(34) },
  ]);
});

it("Someone who enters one address after the other is found for the last one only", async () => {
  const [first, second] = [await aPerson("dan"), await aPerson("eli")];
  const eve = claiming("Eve Eden", first.email);
  await settleLink(eve, context);
  await settleLink({ ...eve, unverifiedEmail: second.email }, context);
  expect(await linksOf(eve)).toEqual([[second.person.id, "pending"]]);
});

it("When the person is linked, whoever else was found for them is forgotten, and never stood in the way", async () => {
  const { person, email, user } = await aPerson("finn");
  const eve = claiming("Eva Evil", email);
  for (const each of [user, eve]) await settleLink(each, context);
  expect((await listPendingLinks(db, person.id, START)).map((one) => one.user)).toEqual([
    user.user,
    eve.user,
  ]);
  await activateChatLink(db, person.id, user.user, { verifiedBy: "link", now: START });
  expect(await linksOf(user)).toEqual([[person.id, "active"]]);
  expect(await linksOf(eve)).toEqual([]);
  // Eve is found again when she acts again, which changes nothing for the person.
  await settleLink(eve, context);
  expect(await linksOf(eve)).toEqual([[person.id, "pending"]]);
  expect(await linksOf(user)).toEqual([[person.id, "active"]]);
});

it("A user who was found for someone else can be linked to whom they are", async () => {
  const { email } = await aPerson("gina");
  const own = await aPerson("hugo");
  const moved = { ...own.user, unverifiedEmail: email };
  await settleLink(moved, context);
  await activateChatLink(db, own.person.id, moved.user, { verifiedBy: "admin", now: START });
  expect(await linksOf(moved)).toEqual([[own.person.id, "active"]]);
  expect(await settleLink(moved, context)).toMatchObject({ verdict: "confirmed" });
});

it("An address that the chat comes to prove replaces it with a link by address", async () => {
  const { person, email, user } = await aPerson("ida");
  await settleLink(user, context);
  const trusted = { ...context, chat: { ...chat, verifiesAddresses: true } };
  const { unverifiedEmail: _, ...proven } = user;
  expect(await settleLink({ ...proven, email }, trusted)).toMatchObject({
    verdict: "by-address",
  });
  expect(await linksOf(user)).toEqual([[person.id, "auto"]]);
});

it("After an admin's proposal they are asked for an answer, and a proposal that has expired leaves them the code", async () => {
  const { person, email, user } = await aPerson("jo");
  await settleLink(user, context);
  expect(await proposeLink(person, user.user, { id: ada.user, name: ada.name }, context)).toBeUndefined();
  expect(await lookUpLink(user, context)).toMatchObject({ verdict: "answer" });
  expect(await shown(person)).toEqual([
    expect.stringMatching(/pending +nothing: an admin proposed it, .* until 2028-03-20/),
  ]);
  expect(await nameUnconfirmed(email, context)).toBe("Jo Prof (was asked to confirm it).");
  expect(await lookUpLink(user, at(new Date(START.getTime() + PROPOSAL_MS)))).toMatchObject({
    verdict: "code",
  });
});

it("Whoever declines a proposal isn't shown as pending anymore", async () => {
  const { person, user } = await aPerson("kim");
  await settleLink(user, context);
  await proposeLink(person, user.user, { id: ada.user, name: ada.name }, context);
  await desk.type(declineLink, user, await markFor(user.user));
  expect(await linksOf(user)).toEqual([[person.id, "declined"]]);
  await settleLink(user, context);
  expect(await listPendingLinks(db, person.id, START)).toEqual([]);
});
