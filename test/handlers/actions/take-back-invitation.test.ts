import { afterAll, expect, it } from "vitest";
import { acceptInvitation } from "../../../src/handlers/actions/accept-invitation.ts";
import { inviteMember } from "../../../src/handlers/actions/invite-member.ts";
import { takeBackInvitation } from "../../../src/handlers/actions/take-back-invitation.ts";
import { aRoster, fay, ivy } from "../a-roster.ts";
import { bo } from "../an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());

it("A PI takes back an invitation, which no one can accept afterward", async () => {
  await desk.fill(inviteMember, bo, "optics", { person: ivy.user });
  const invitation = (await desk.invitations())[0]?.id ?? "";
  await desk.expectDenied(() => desk.fill(takeBackInvitation, fay, "optics", { invitation }));
  await desk.fill(takeBackInvitation, bo, "optics", { invitation });
  await desk.type(acceptInvitation, ivy, invitation);
  expect(await desk.invitations()).toMatchObject([{ state: "taken-back" }]);
  expect(await desk.requests()).toEqual([]);
  expect((await desk.type(takeBackInvitation, bo, "optics")).kind).toBe("message");
});
