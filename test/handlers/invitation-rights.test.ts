import { afterAll, expect, it } from "vitest";
import { inTransaction } from "../../src/db/client.ts";
import { findInvitationOf } from "../../src/db/invitations.ts";
import { findProject } from "../../src/db/projects.ts";
import { replacePi } from "../../src/db/replace-pi.ts";
import { findRequest } from "../../src/db/requests.ts";
import { listRoster } from "../../src/db/roster.ts";
import { acceptInvitation } from "../../src/handlers/actions/accept-invitation.ts";
import { inviteMember } from "../../src/handlers/actions/invite-member.ts";
import { invitationByLink } from "../../src/handlers/invitation-by-link.ts";
import { invitationToken } from "../../src/pipeline/passwords/password-token.ts";
import { buildPlan } from "../../src/pipeline/plan.ts";
import {
  approvedByInvitation,
  describeInvitation,
} from "../../src/pipeline/roster/approved-by-invitation.ts";
import { planForPi } from "../../src/view/plan-for-pi.ts";
import { storedRequest } from "../in-registry.ts";
import { aRoster, fay, ivy } from "./a-roster.ts";
import { aPerson, bo } from "./an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());
const { context, database } = desk;
const page = invitationByLink(context);

/** Someone without an account, who has asked for one in another project. */
async function withOpenRequest(name: string, user: string | null) {
  const person = aPerson(name);
  context.chat.people.set(person.user, person);
  const { id } = await storedRequest(database.db, {
    email: person.email ?? "",
    project: "botany",
    requesterUser: user,
    origin: `form:${name}`,
  });
  return { person, id };
}
const answers = {
  givenName: "Una",
  familyName: "Ude",
  username: "",
  reason: "Light curves.",
  sshPublicKey: "",
  pin: "4711",
};

it("An invitation isn't used up by someone who is waiting for an account in another project, and waits for them", async () => {
  const { person, id } = await withOpenRequest("Una Ude", null);
  await desk.fill(inviteMember, bo, "optics", { person: person.user });
  const inChat = (await desk.invitations()).at(-1)?.id ?? "";
  await desk.fill(acceptInvitation, person, inChat, { ...answers });
  expect((await desk.invitations()).at(-1)).toMatchObject({ state: "open" });
  expect(await findInvitationOf(database.db, id)).toBeUndefined();

  await desk.fill(inviteMember, bo, "optics", { mail: "vic@elsewhere.example" });
  const byEmail = (await desk.invitations()).at(-1)?.id ?? "";
  const other = await storedRequest(database.db, { email: "vic@elsewhere.example", project: "botany" });
  const token = invitationToken(context.secretKey, byEmail);
  expect(await page.accept(token, answers, "en")).toMatchObject({ kind: "refused" });
  await database.query("update requests set status = 'withdrawn' where id = $1", [other.id]);
  expect(await page.accept(token, answers, "en")).toMatchObject({ kind: "accepted" });
});

it("No one is invited to a project again and again on one day", async () => {
  const invite = () => desk.fill(inviteMember, bo, "optics", { mail: "Kim@elsewhere.example" });
  for (let time = 0; time < 3; time++) {
    expect((await invite()).kind).toBe("message");
    await database.query("update invitations set state = 'declined' where lower(email) like 'kim@%'");
  }
  expect((await invite()).kind).toBe("invalid");
});

it("Someone invited as a manager is one only if a PI approves that, who reads it", async () => {
  await desk.fill(inviteMember, bo, "optics", { person: ivy.user, role: "manager" });
  await desk.type(acceptInvitation, ivy, (await desk.invitations()).at(-1)?.id ?? "");
  const [last] = await database.query<{ id: number }>("select max(id) as id from requests");
  const stored = await findRequest(database.db, last?.id ?? 0);
  if (!stored) throw new Error("There is no request");
  const required = [
    { name: "admin", count: 1, from: [{ role: "admin", count: 0 }] },
    { name: "pi", count: 1, from: [{ role: "pi", count: 0 }] },
  ];
  const request = { ...stored, required, piName: bo.name, piEmail: bo.email ?? null };
  expect(await approvedByInvitation(request, context)).toMatchObject({ kind: "ruled" });
  expect(await describeInvitation(request, context)).toMatchObject({
    invited: { by: bo.name, counts: true },
  });
  const plan = await buildPlan(request, context);
  expect(planForPi({ ...request, plan })).toEqual([expect.stringContaining("manager of optics")]);
  expect(planForPi({ ...request, plan }).join()).not.toContain("registry");

  const project = await findProject(database.db, "optics");
  const roster = await listRoster(database.db, project?.id ?? 0);
  const personId = roster.find(({ username }) => username === "ffox")?.personId ?? 0;
  await inTransaction(database.db, (tx) =>
    replacePi(tx, { projectId: project?.id ?? 0, personId, now: context.now() }),
  );
  await database.query(
    `insert into memberships (project_id, person_id, role, source, created_at)
     select $1, id, 'manager', 'manual', now() from people where email = 'bo@example.org'`,
    [project?.id],
  );
  expect(await approvedByInvitation(request, context)).toBeUndefined();
  expect(await describeInvitation(request, context)).toMatchObject({ invited: { counts: false } });
});

it("A member who was invited with another address of theirs joins nothing again, and who invited them is told", async () => {
  await desk.fill(inviteMember, bo, "optics", { person: fay.user });
  const id = (await desk.invitations()).at(-1)?.id ?? "";
  const before = (await desk.requests()).length;
  await desk.type(acceptInvitation, fay, id);
  expect(await desk.requests()).toHaveLength(before);
  expect((await desk.invitations()).at(-1)).toMatchObject({ state: "accepted" });
  const told = await database.query("select data ->> 'answer' as answer from notifications where key = $1", [
    `invitation-answered:${id}`,
  ]);
  expect(told).toEqual([{ answer: "member" }]);
});
