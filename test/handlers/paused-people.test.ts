import { afterAll, describe, expect, it } from "vitest";
import type { Actor } from "../../src/chat/chat.ts";
import type { Interaction } from "../../src/chat/interaction.ts";
import { activateChatLink } from "../../src/db/chat-links.ts";
import { saveDelegation } from "../../src/db/delegations.ts";
import type { ActionName, LinkState } from "../../src/db/names.ts";
import { emailIdentity, findPersonBy } from "../../src/db/people.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { UserError } from "../../src/handlers/handler.ts";
import { menu } from "../../src/handlers/menu.ts";
import { proposeLink } from "../../src/pipeline/links/propose-link.ts";
import { START } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { aLeaver, aPendingAccount, aReview, forAdmin, forPi, isStuck } from "./a-stored-request.ts";
import { ada, bo, dee } from "./an-interaction.ts";
import { newDesk } from "./desk.ts";

/* Every action, by people who must not act at the moment. They hold every right that the action needs otherwise. */

const desk = await newDesk();
const { db } = desk.context;
afterAll(() => desk.close());

let made = 0;

/** A person in the registry whose user in the chat has this link to them. `address` is what the chat has verified. */
async function aPerson(state: LinkState | "none", but: { isGone?: boolean; moved?: boolean } = {}) {
  const username = `p${++made}`;
  const email = `${username}@example.org`;
  await anAccount(db, username, { email, project: { name: "elsewhere" } });
  const moved = but.moved ? { email: `new-${email}` } : { email };
  const actor = desk.context.chat.addPerson(`P${made} Pichler`, { ...moved });
  const person = await findPersonBy(db, emailIdentity(email));
  if (!person) throw new Error("there is no such person");
  if (state === "pending") {
    expect(await proposeLink(person, actor.user, { id: ada.user, name: ada.name }, desk.context)).toBe(
      undefined,
    );
  } else if (state !== "none") {
    await activateChatLink(db, person.id, actor.user, { verifiedBy: "chat", now: START });
    await desk.database.query("update identities set state = $1 where kind = 'chat' and value = $2", [
      state,
      actor.user,
    ]);
  }
  if (but.isGone) {
    await desk.database.query("update accounts set removed_at = now() where username = $1", [username]);
  }
  return actor;
}

type Act = (actor: Actor) => Promise<Partial<Interaction>>;
const asPi = (but: Partial<Request> = {}, more: Partial<Interaction> = {}): Act => {
  return async ({ user, email }) => ({
    subject: await desk.store({ ...forPi, piUser: user, piEmail: email ?? null, ...but }),
    ...more,
  });
};
const asRequester = (but: Partial<Request>, more: Partial<Interaction> = {}): Act => {
  return async ({ user, email = "" }) => ({
    subject: await desk.store({ ...forAdmin, requesterUser: user, email, ...but }),
    ...more,
  });
};
const asAdmin = (but: Partial<Request>, more: Partial<Interaction> = {}): Act => {
  return async () => ({ subject: await desk.store(but), ...more });
};
const IN_GITLAB = { gitlab: { userId: 3, username: "ann" } };
const question = { by: ada.user, byName: ada.name, text: "Who?", at: START.toISOString() };

const ON_BEHALF = {
  stage: "verify-identity",
  waitsFor: "confirmation",
  details: { onBehalf: { by: ada.user, byName: ada.name } },
} as const satisfies Partial<Request>;

/** What people do as the PI, as the requester, or with an account. */
const AS_A_PERSON: Partial<Record<ActionName, Act>> = {
  approve: asPi(),
  "approve-several": asPi(),
  deny: asPi({}, { values: { reason: "no" } }),
  "change-pi": asPi({}, { values: { person: dee.user } }),
  amend: asPi({}, { values: { project: "astro" } }),
  reassign: asPi({}, { values: { person: dee.user } }),
  delegate: asPi({}, { values: { person: dee.user } }),
  answer: asRequester({ question }, { values: { answer: "me" } }),
  withdraw: asRequester({}, { values: {} }),
  sign: asRequester({ waitsFor: "signature", stage: "sign-agreements" }, { values: {} }),
  "confirm-request": asRequester(ON_BEHALF, { values: { givenName: "Amy", pin: "2718" } }),
  "decline-request": asRequester(ON_BEHALF),
  "request-account": async () => ({}),
  "list-requests": async () => ({}),
  "read-message": async () => ({ text: "hello" }),
  "send-answer": async () => ({ text: "unknown" }),
  "claim-pi": async () => ({ text: "unknown" }),
  "decline-pi": async () => ({ text: "unknown" }),
  "accept-invitation": async () => ({ text: "unknown" }),
  "decline-invitation": async () => ({ text: "unknown" }),
  project: async () => ({ text: "" }),
  "leave-project": async () => ({ text: "unknown", values: {} }),
  "email-roster": async () => ({ text: "unknown" }),
  "invite-member": async () => ({ text: "unknown", values: {} }),
  "take-back-invitation": async () => ({ text: "unknown", values: {} }),
  "remove-member": async () => ({ text: "unknown", values: {} }),
  "change-role": async () => ({ text: "unknown", values: {} }),
  "set-end-date": async () => ({ text: "unknown", values: {} }),
  "hand-over-project": async () => ({ text: "unknown", values: {} }),
};
/** What people do because the chat says that they are admins. */
const AS_AN_ADMIN: Partial<Record<ActionName, Act>> = {
  abandon: asAdmin(isStuck, { values: { reason: "no" } }),
  "approve-for-pi": asAdmin({ ...forPi, piUser: null }, { values: { reason: "yes" } }),
  ask: asAdmin(forAdmin, { values: { question: "Who?" } }),
  // There is one open request for each account that is closed.
  "choose-owner": async ({ user }) => ({
    subject: await desk.store(aLeaver(`leaver-of-${user}`)),
    values: { newOwner: "p1" },
  }),
  claim: asAdmin(forAdmin),
  details: asAdmin(forAdmin),
  "filter-requests": async () => ({}),
  "link-account": async () => ({ text: "p1 @slack:UBO" }),
  offboard: async () => ({ text: "unknown", values: {} }),
  suspend: async () => ({ text: "unknown", values: {} }),
  resume: async () => ({ text: "unknown", values: {} }),
  "give-reason": asAdmin(
    { kind: "suspension", stage: "suspend-access", status: "closed" },
    { values: { reason: "no" } },
  ),
  "change-email": async () => ({ text: "unknown" }),
  "keep-email": async () => ({ text: "unknown" }),
  "show-conflicts": async () => ({}),
  "decide-same": async () => ({ text: "unknown" }),
  "decide-different": async () => ({ text: "unknown" }),
  "decide-named": async () => ({ text: "unknown", values: { who: "p1" } }),
  "decide-skip": async () => ({ text: "unknown" }),
  "reopen-conflict": async () => ({ text: "unknown" }),
  "ask-pi": async () => ({ text: "unknown p1" }),
  "confirm-pi": async () => ({ text: "unknown" }),
  "reject-pi": async () => ({ text: "unknown" }),
  "reject-in-gitlab": asAdmin(aPendingAccount("ann"), { values: { confirm: "ann" } }),
  "keep-trust": asAdmin(aReview(IN_GITLAB)),
  "suspend-trust": asAdmin(aReview(IN_GITLAB)),
  "remove-trust": asAdmin(aReview(IN_GITLAB)),
  "approve-ahead": async () => ({ values: { address: "unknown", reason: "no" } }),
  "list-ahead": async () => ({}),
  "withdraw-ahead": async () => ({ text: "unknown" }),
  "send-again": asAdmin(isStuck),
  release: asAdmin({ status: "quarantined", stage: "await-admin" }),
  retry: asAdmin(isStuck),
  "retry-all": async () => ({ values: {} }),
  "retry-stuck": async () => ({}),
  "review-queue": async () => ({}),
  spam: asAdmin(forAdmin),
  unclaim: async ({ user, name }) => ({
    subject: await desk.store({ ...forAdmin, assignee: { by: user, byName: name, at: START.toISOString() } }),
  }),
};
/** What begins with a proof that the account is theirs, so only people who were offboarded are refused. */
const WITH_A_PROOF: Partial<Record<ActionName, Act>> = {
  "request-membership": async () => ({ values: { project: "astro" } }),
  "request-project": async () => ({ values: { project: "geology", description: "Rocks" } }),
  "request-quota": async () => ({ values: { project: "astro" } }),
  "link-sign-in": async () => ({}),
  "reset-password": async () => ({ values: { pin: "2718" } }),
};
/** What everyone may do, as guests may: read about themselves, and answer whether an account is theirs. */
const BY_EVERYONE: readonly ActionName[] = [
  "help",
  "show-home",
  "show-status",
  "why",
  "confirm-link",
  "decline-link",
];

/** The door lets the person through, and the action itself says what is wrong. */
function asRefusal(error: unknown): string {
  if (!(error instanceof UserError)) throw error;
  return error.message;
}

const handlerOf = (action: ActionName) => {
  const handler = menu.find(({ name }) => name === action);
  if (!handler) throw new Error(`There is no ${action}`);
  return handler;
};

/** Everything that an action about a request or an account may change. Links may be paused, which is an event of the account, and codes sent. */
const written = () =>
  Promise.all(
    ["requests", "events", "approvals", "delegations", "password_links", "accounts"].map((table) =>
      desk.database.query(
        `select to_jsonb(t) - 'version' as row from ${table} t where to_jsonb(t) ->> 'kind' is distinct from 'link-frozen' order by t::text`,
      ),
    ),
  );

async function expectRefused(action: ActionName, actor: Actor, act: Act) {
  const input = await act(actor);
  const before = await written();
  const reply = await desk.act(handlerOf(action), actor, input);
  // The replies to people who can act are other ones, or forms.
  expect(reply).toMatchObject({ kind: "message" });
  expect(await written()).toEqual(before);
  return reply;
}

const paused: readonly [string, () => Promise<Actor>][] = [
  ["whose link is paused", () => aPerson("frozen")],
  ["whose address in the chat has changed", () => aPerson("auto", { moved: true })],
  ["who hasn't answered a proposal", () => aPerson("pending", { moved: true })],
  ["who has declined the link to the owner of their address", () => aPerson("declined")],
];
const gone: readonly [string, () => Promise<Actor>][] = [
  ["who was offboarded", () => aPerson("active", { isGone: true })],
  ["who was offboarded and has no link", () => aPerson("none", { isGone: true })],
];

it("Every action is in exactly one of the lists", () => {
  const listed = [AS_A_PERSON, AS_AN_ADMIN, WITH_A_PROOF].flatMap((one) => Object.keys(one));
  expect([...listed, ...BY_EVERYONE].toSorted()).toEqual(menu.map(({ name }) => name).toSorted());
});

describe.each([...paused, ...gone])("A person %s", (_, newPerson) => {
  it.each(Object.entries(AS_A_PERSON) as [ActionName, Act][])("can't use %s", async (action, act) => {
    const actor = await newPerson();
    const refused = await expectRefused(action, actor, act);
    const confirmed = await aPerson("active");
    const reply = desk.act(handlerOf(action), confirmed, await act(confirmed));
    expect(await reply.catch(asRefusal)).not.toEqual(refused);
  });
});

describe.each(gone)("An admin %s", (_, newPerson) => {
  it.each(Object.entries(AS_AN_ADMIN) as [ActionName, Act][])("can't use %s", async (action, act) => {
    const actor = { ...(await newPerson()), isAdmin: true };
    const refused = await expectRefused(action, actor, act);
    const confirmed = { ...(await aPerson("active")), isAdmin: true };
    const reply = desk.act(handlerOf(action), confirmed, await act(confirmed));
    expect(await reply.catch(asRefusal)).not.toEqual(refused);
  });
});

it.each(paused)("An admin %s is still an admin", async (_, newPerson) => {
  const actor = { ...(await newPerson()), isAdmin: true };
  const subject = await desk.store(forAdmin);
  await desk.press(handlerOf("claim"), actor, subject);
  expect((await desk.recordOf(subject)).events).toEqual([`claimed by ${actor.user}`]);
});

describe.each([...paused, ...gone])("A person %s", (_, newPerson) => {
  it.each(Object.entries(WITH_A_PROOF) as [ActionName, Act][])("gets nothing by %s", async (action, act) => {
    await expectRefused(action, await newPerson(), act);
  });

  it("can't decide what waits for them, even on Home", async () => {
    const actor = await newPerson();
    const { subject } = await asPi()(actor);
    await saveDelegation(db, {
      piUser: actor.user,
      delegateUser: dee.user,
      delegateName: dee.name,
      until: null,
      createdAt: START,
    });
    const reply = await desk.press(handlerOf("show-home"), actor);
    expect(reply.kind).toBe("home");
    expect(JSON.stringify(reply)).not.toContain(subject?.mark);
    expect(JSON.stringify(reply)).not.toContain("delegate");
  });
});

it("Someone who was offboarded can't be named as the PI or as a delegate", async () => {
  const actor = await aPerson("active", { isGone: true });
  const subject = await desk.store(forPi);
  for (const [action, by] of [
    ["change-pi", ada],
    ["reassign", bo],
    ["delegate", bo],
  ] as const) {
    const before = await written();
    await desk.submit(handlerOf(action), by, { person: actor.user }, subject);
    expect(await written()).toEqual(before);
  }
});
