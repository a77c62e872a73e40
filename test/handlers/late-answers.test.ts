import { afterAll, expect, it } from "vitest";
import { findAccountByUsername } from "../../src/db/accounts.ts";
import { inviteMember } from "../../src/handlers/actions/invite-member.ts";
import { toEventActor } from "../../src/handlers/handler.ts";
import {
  declineInvitation,
  invitationOf,
  joinByInvitation,
  takeBackInvitation,
} from "../../src/pipeline/roster/answer-invitation.ts";
import { aRoster, ivy } from "./a-roster.ts";
import { bo } from "./an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());

/** An invitation as someone saw it who answers a moment later than someone else. */
async function anOpenInvitation() {
  await desk.fill(inviteMember, bo, "optics", { person: ivy.user });
  const { id = "" } = (await desk.invitations()).at(-1) ?? {};
  const found = await invitationOf(id, ivy, desk.context);
  const account = await findAccountByUsername(desk.context.db, "iiven");
  if (found.kind !== "open" || !account) throw new Error("There is no open invitation");
  const { invitation } = found;
  const by = toEventActor(ivy);
  return {
    accept: () => joinByInvitation(invitation, account, { by, user: ivy.user }, desk.context),
    decline: () => declineInvitation(invitation, by, desk.context),
    takeBack: () => takeBackInvitation(invitation, toEventActor(bo), desk.context),
  };
}

it("Who answers an invitation that was taken back a moment ago reads that, and nothing becomes of it", async () => {
  const invitation = await anOpenInvitation();
  expect(await invitation.takeBack()).toBe(true);
  expect(await invitation.accept()).toEqual({ kind: "taken-back" });
  expect(await invitation.decline()).toBe("taken-back");
  expect(await desk.requests()).toEqual([]);
  expect(await desk.invitations()).toMatchObject([{ state: "taken-back" }]);
});

it("An invitation that was declined or accepted a moment ago is answered, and can't be taken back", async () => {
  const declined = await anOpenInvitation();
  expect(await declined.decline()).toBe("declined");
  expect(await declined.accept()).toEqual({ kind: "used" });
  const accepted = await anOpenInvitation();
  expect(await accepted.accept()).toMatchObject({ kind: "created" });
  expect(await accepted.takeBack()).toBe(false);
  expect(await accepted.decline()).toBe("used");
});
