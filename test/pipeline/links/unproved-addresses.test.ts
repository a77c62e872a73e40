import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "../../../src/chat/chat.ts";
import { activateChatLink, listLinksOf } from "../../../src/db/chat-links.ts";
import { approve } from "../../../src/handlers/actions/approve.ts";
import { requestAccount } from "../../../src/handlers/actions/request-account.ts";
import { resetPassword } from "../../../src/handlers/actions/reset-password.ts";
import { findPiAddress } from "../../../src/handlers/resolve-pi.ts";
import { enterCode } from "../../../src/pipeline/links/enter-code.ts";
import { linkToken } from "../../../src/pipeline/passwords/password-token.ts";
import { awaitPi } from "../../../src/pipeline/stages/await-pi.ts";
import { verifyIdentity } from "../../../src/pipeline/stages/verify-identity.ts";
import { anApproval } from "../../a-request.ts";
import { fieldsOf, newDesk } from "../../handlers/desk.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";

// A chat in which people enter any address, such as Mattermost, whose bots can't see which ones are verified.
const desk = await newDesk();
const { context, database } = desk;
const { db, chat } = context;
beforeAll(() => {
  chat.verifiesAddresses = false;
});
afterAll(() => desk.close());

/** Someone whose profile shows this address. */
const claiming = (name: string, address: string) =>
  chat.addPerson(name, { email: undefined, unverifiedEmail: address });

/** The project that this person leads. */
const labOf = (email: string) => `lab-${email.split("@")[0]}`;

/** A PI whom the registry knows, with their user in the chat, and someone who has entered the PI's address there. */
async function aPi(username: string) {
  const email = `${username}@example.org`;
  const { account } = await anAccount(db, username, {
    project: { name: labOf(email), piName: username, piEmail: email, piUser: null },
  });
  const name = `${username[0]?.toUpperCase()}${username.slice(1)}`;
  return {
    ...account,
    right: claiming(`${name} Prof`, `${username}@elsewhere.example`),
    eve: claiming(`Eve${username} Eden`, account.email),
  };
}

const waiting = (piEmail: string, piUser: string | null = null) =>
  desk.store({
    status: "waiting",
    stage: "await-pi",
    waitsFor: "pi",
    project: labOf(piEmail),
    piEmail,
    piUser,
  });

const stateOf = async ({ user }: Actor) => (await listLinksOf(db, user)).map(({ state }) => state);

const ask = async (piEmail: string, piUser: string | null = null) =>
  awaitPi.run(
    await storedRequest(db, {
      ...{ stage: "await-pi", project: labOf(piEmail), piEmail, piUser },
      approvals: [anApproval()],
    }),
    context,
  );

/** The person asks for a code in the chat, and enters it behind the link in the email. Returns the address of that email. */
async function confirm(actor: Actor): Promise<string> {
  const reply = await desk.type(resetPassword, actor, "");
  const [, first, second] = /: (\d{3}) (\d{3})\./.exec(JSON.stringify(reply)) ?? [];
  const [mail] = await database.query<{ to: string; claim: string }>(
    "select to_email as to, data ->> 'claim' as claim from notifications where template = 'link-code' order by id desc limit 1",
  );
  expect(
    await enterCode(linkToken(context.secretKey, mail?.claim ?? ""), `${first}${second}`, context),
  ).toMatchObject({
    kind: "linked",
  });
  return mail?.to ?? "";
}

it("The PI's request is shown to neither of two users who could be the PI, and the PI is asked by email", async () => {
  const { email, right, eve } = await aPi("ana");
  for (const chosen of [null, right.user, eve.user]) {
    const outcome = await ask(email, chosen);
    expect(outcome).toMatchObject({ kind: "wait", for: "pi", facts: { piUser: null } });
    const mails = "notifications" in outcome ? (outcome.notifications ?? []) : [];
    expect(mails.map(({ template, via, toEmail }) => [template, via, toEmail])).toContainEqual([
      "pi-approval",
      "email",
      email,
    ]);
    // No one is said to have left.
    expect(mails.map(({ template }) => template)).not.toContain("needs-attention");
    const views = "views" in outcome ? (outcome.views ?? []) : [];
    expect(views.map(({ audience }) => audience)).toEqual(["admin"]);
  }
  // Admins can see who was found.
  expect(await stateOf(eve)).toEqual(["pending"]);
});

it("Neither of them can decide, even on a request that names their user", async () => {
  const { email, right, eve } = await aPi("ben");
  const named = await waiting(email, eve.user);
  expect((await desk.press(approve, eve, named)).kind).toBe("message");
  expect((await desk.recordOf(named)).state).toEqual(["waiting", "await-pi", "pi"]);
  const others = await waiting(email);
  expect((await desk.press(approve, right, others)).kind).toBe("message");
  expect((await desk.recordOf(others)).state).toEqual(["waiting", "await-pi", "pi"]);
});

it("After the PI has confirmed the link that was mailed to their address, they are asked, and what waits is looked at again", async () => {
  const { email, right, eve } = await aPi("cleo");
  chat.people.set(right.user, { ...right, unverifiedEmail: email });
  const open = await waiting(email);
  await database.query("update requests set run_at = null where id = $1", [open.id]);
  expect(await confirm({ ...right, unverifiedEmail: email })).toBe(email);
  expect((await desk.recordOf(open)).request.runAt).not.toBeNull();
  expect(await ask(email)).toMatchObject({ kind: "wait", facts: { piUser: right.user } });
  const asked = await waiting(email, right.user);
  expect((await desk.press(approve, eve, asked)).kind).toBe("message");
  expect((await desk.recordOf(asked)).state).toEqual(["waiting", "await-pi", "pi"]);
  expect((await desk.press(approve, { ...right, unverifiedEmail: email }, asked)).kind).toBe("none");
});

it("A confirmed user who enters the PI's address isn't the PI", async () => {
  const { email } = await aPi("dan");
  const { account } = await anAccount(db, "mallory");
  const mallory = claiming("Mallory Mole", email);
  await activateChatLink(db, account.personId, mallory.user, { verifiedBy: "link", now: context.now() });
  // Whoever chooses Mallory as their PI has chosen Mallory, at Mallory's own address.
  expect(await findPiAddress(mallory, context)).toBe(account.email);
  expect(await ask(email, mallory.user)).toMatchObject({ facts: { piUser: null } });
});

it("Where the chat hides addresses, a person enters theirs, and no one decides before they have confirmed it", async () => {
  const zed = chat.addPerson("Zed Zorn", { email: undefined, entersEmail: true });
  const hidden = chat.addPerson("Hana Hidden", { email: undefined, entersEmail: true });
  expect(fieldsOf(await desk.type(requestAccount, zed, ""))).toEqual(
    expect.arrayContaining(["email", "pi", "piEmail"]),
  );
  const values = {
    ...{ givenName: "Zed", familyName: "Zorn", projectKind: "join", project: "astro", pi: hidden.user },
    ...{ email: "zed@example.org", reason: "Stars", username: "", pin: "2468" },
  };
  expect((await desk.submit(requestAccount, zed, values)).kind).toBe("invalid");
  await desk.submit(requestAccount, zed, { ...values, piEmail: "hana@example.org" });
  const [row] = await database.query<{ id: number }>(
    "select id from requests where email = 'zed@example.org'",
  );
  const { request } = await desk.recordOf({ id: row?.id ?? 0 });
  expect(request).toMatchObject({ piEmail: "hana@example.org", piUser: hidden.user });
  expect(await verifyIdentity.run(request, context)).toMatchObject({ kind: "wait", for: "address" });
  // The address of someone whom the registry knows isn't theirs for the asking.
  const { account } = await anAccount(db, "owner");
  const stolen = await storedRequest(db, {
    email: account.email,
    requesterUser: zed.user,
    project: "zeds",
    details: { newProject: true, addressUnproved: true },
  });
  expect(await verifyIdentity.run(stolen, context)).toMatchObject({ kind: "refuse" });
});
