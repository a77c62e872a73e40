import { afterAll, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { acceptInvitation } from "../../../src/handlers/actions/accept-invitation.ts";
import { inviteMember } from "../../../src/handlers/actions/invite-member.ts";
import { awaitPi } from "../../../src/pipeline/stages/await-pi.ts";
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

it("Whom a PI invites until a day is approved for that day; another one, which an admin corrects, the PI approves again", async () => {
  const other = await aRoster();
  await other.fill(inviteMember, bo, "optics", { person: ivy.user, ends: "2028-09-30" });
  await other.type(acceptInvitation, ivy, (await other.invitations())[0]?.id ?? "");
  const [stored] = await other.database.query<{ id: number }>(
    "select id from requests where kind = 'membership'",
  );
  const { request } = await other.recordOf(stored ?? { id: 0 });
  expect(request.details).toMatchObject({ endsOn: "2028-09-30" });
  const asked = { ...request, stage: "await-pi", piEmail: bo.email ?? "", piUser: bo.user } as const;
  const approvals = approvalsOf({ membership: ["pi"] });
  const deps = { ...other.context, rules: { ...other.context.rules, approvals } };
  expect(await awaitPi.run(asked, deps)).toMatchObject({ kind: "ruled" });
  const later = { ...asked, details: { ...request.details, endsOn: "2029-09-30" } };
  expect(await awaitPi.run(later, deps)).toMatchObject({ kind: "wait", for: "pi" });
  await other.close();
});
