import { afterAll, expect, it } from "vitest";
import { acceptInvitation } from "../../../src/handlers/actions/accept-invitation.ts";
import { declineInvitation } from "../../../src/handlers/actions/decline-invitation.ts";
import { inviteMember } from "../../../src/handlers/actions/invite-member.ts";
import { aRoster, ivy } from "../a-roster.ts";
import { bo, zed } from "../an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());

it("Only the person who is invited can decline, and then no one can accept", async () => {
  await desk.fill(inviteMember, bo, "optics", { person: ivy.user });
  const text = (await desk.invitations())[0]?.id ?? "";
  await desk.expectNoTrace(() => desk.type(declineInvitation, zed, text));
  await desk.type(declineInvitation, ivy, text);
  await desk.type(acceptInvitation, ivy, text);
  expect(await desk.invitations()).toMatchObject([{ state: "declined" }]);
  expect(await desk.requests()).toEqual([]);
});
