import { afterAll, expect, it } from "vitest";
import { acceptInvitation } from "../../../src/handlers/actions/accept-invitation.ts";
import { inviteMember } from "../../../src/handlers/actions/invite-member.ts";
import { aRoster, fay, ivy } from "../a-roster.ts";
import { bo } from "../an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());

it("Someone with an account accepts an invitation once, which opens a request to join", async () => {
  await desk.fill(inviteMember, bo, "optics", { person: ivy.user });
  const [invitation] = await desk.invitations();
  const text = invitation?.id ?? "";
  await desk.expectNoTrace(() => desk.type(acceptInvitation, fay, text));
  await desk.type(acceptInvitation, ivy, text);
  await desk.type(acceptInvitation, ivy, text);
  expect(await desk.requests()).toMatchObject([{ kind: "membership", username: "iiven" }]);
  expect(await desk.invitations()).toMatchObject([{ state: "accepted" }]);
});
