import { afterAll, beforeEach, expect, it } from "vitest";
import { expireInvitations } from "../../../src/db/invitations.ts";
import { leaseDue } from "../../../src/db/leases.ts";
import { countUnsent } from "../../../src/db/notifications.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { acceptInvitation } from "../../../src/handlers/actions/accept-invitation.ts";
import { declineInvitation } from "../../../src/handlers/actions/decline-invitation.ts";
import { inviteMember } from "../../../src/handlers/actions/invite-member.ts";
import { takeBackInvitation } from "../../../src/handlers/actions/take-back-invitation.ts";
import { invitationByLink } from "../../../src/handlers/invitation-by-link.ts";
import { openLog } from "../../../src/log.ts";
import { sendNotification } from "../../../src/pipeline/outbox/send-notification.ts";
import { invitationToken } from "../../../src/pipeline/passwords/password-token.ts";
import { aRoster, fay, ivy } from "../../handlers/a-roster.ts";
import { aPerson, bo } from "../../handlers/an-interaction.ts";
import { DAY, later } from "../../in-memory/pipeline-deps.ts";

const desk = await aRoster();
afterAll(() => desk.close());
const { context, database } = desk;
const { chat } = context;

const mailed: string[] = [];
const mailer = {
  send: async ({ to }: { to: { address: string } }) => {
    mailed.push(to.address);
    return { refused: [] };
  },
};
/** Sends everything that is due, as the process that delivers messages does. */
async function deliver(now = context.now()): Promise<void> {
  const deps = { ...context, now: () => now, mailer, log: openLog("silent") };
  for (const message of await leaseDue(database.db, notifications, { by: 1, now, leaseMs: 1000, limit: 50 }))
    await sendNotification(message, { ...deps, announce: () => undefined, givesUp: () => false });
}
const messagesTo = (user: string) =>
  [...chat.messages.values()].filter(({ place }) => place.id === user).map(({ shown }) => shown);
const buttonsOf = (user: string) =>
  messagesTo(user)
    .flatMap(({ buttons = [] }) => buttons.map(({ action }) => action))
    .filter((action) => action.endsWith("-invitation"));
const lastInvitation = async () => (await desk.invitations()).at(-1)?.id ?? "";
const takeBack = async () =>
  desk.fill(takeBackInvitation, bo, "optics", { invitation: await lastInvitation() });

/** Someone who isn't in the project and has no account, whom Bo invites. */
async function invited(name: string) {
  const person = aPerson(name);
  chat.people.set(person.user, person);
  await desk.fill(inviteMember, bo, "optics", { mail: person.email ?? "" });
  return person;
}
const answers = {
  ...{ givenName: "Una", familyName: "Ude", username: "", reason: "Lenses.", sshPublicKey: "", pin: "4711" },
  projectKind: "join",
};

beforeEach(() => {
  chat.messages.clear();
  mailed.length = 0;
});

it.each([
  ["was accepted with an account", ivy, (id: string) => desk.type(acceptInvitation, ivy, id)],
  [
    "was accepted by someone who is a member already",
    fay,
    (id: string) => desk.type(acceptInvitation, fay, id),
  ],
] as const)("The message with an invitation that %s loses its buttons", async (_, person, act) => {
  await desk.fill(inviteMember, bo, "optics", { person: person.user });
  await deliver();
  expect(buttonsOf(person.user)).toEqual(["accept-invitation", "decline-invitation"]);
  await act(await lastInvitation());
  await deliver();
  expect(buttonsOf(person.user)).toEqual([]);
});

it.each([
  [
    "accepted with the form in the chat",
    "Una Ude",
    async ({ user }: { user: string }) => {
      const person = chat.people.get(user) ?? ivy;
      await desk.fill(acceptInvitation, person, await lastInvitation(), answers);
    },
  ],
  [
    "accepted with the form on the page",
    "Vic Vale",
    async () => {
      const token = invitationToken(context.secretKey, await lastInvitation());
      expect(await invitationByLink(context).accept(token, answers, "en")).toMatchObject({
        kind: "accepted",
      });
    },
  ],
  [
    "declined",
    "Wes Wood",
    async ({ user }: { user: string }) =>
      desk.type(declineInvitation, chat.people.get(user) ?? ivy, await lastInvitation()),
  ],
  ["taken back", "Xia Xu", takeBack],
  ["expired", "Yan Yew", () => expireInvitations(database.db, later(15 * DAY))],
] as const)("The message with an invitation loses its buttons once it is %s", async (_, name, act) => {
  const person = await invited(name);
  await deliver();
  expect(buttonsOf(person.user)).toEqual(["accept-invitation", "decline-invitation"]);
  await act(person);
  await deliver(later(16 * DAY));
  expect(buttonsOf(person.user)).toEqual([]);
  expect(await countUnsent(database.db)).toMatchObject({ messages: 0 });
  expect(messagesTo(person.user).length).toBeGreaterThan(0);
});

it("An invitation that is taken back before it is sent isn't sent", async () => {
  const person = await invited("Zac Zorn");
  await takeBack();
  await desk.fill(inviteMember, bo, "optics", { mail: "away@elsewhere.example" });
  await takeBack();
  await deliver();
  expect(messagesTo(person.user)).toEqual([]);
  expect(mailed).toEqual([]);
});

it("An invitation that is taken back while it is being sent loses its buttons", async () => {
  const person = await invited("Kit Kerr");
  const { post } = chat;
  chat.post = async (...args) => {
    const posted = await post(...args);
    await takeBack();
    return posted;
  };
  await deliver();
  chat.post = post;
  expect(buttonsOf(person.user)).toHaveLength(2);
  await deliver();
  expect(buttonsOf(person.user)).toEqual([]);
});

it("The buttons go once the chat is back, and a message that someone has deleted stays away", async () => {
  const person = await invited("Lou Lane");
  await deliver();
  chat.isAway = true;
  await takeBack();
  await deliver();
  expect(buttonsOf(person.user)).toHaveLength(2);
  chat.isAway = false;
  await deliver(later(DAY));
  expect(buttonsOf(person.user)).toEqual([]);

  await invited("Moe Mann");
  await deliver();
  chat.messages.clear();
  await takeBack();
  await deliver();
  expect(chat.messages.size).toBe(0);
  expect(await countUnsent(database.db)).toMatchObject({ messages: 0 });
});
