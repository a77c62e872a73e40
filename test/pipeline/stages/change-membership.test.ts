import { afterAll, expect, it } from "vitest";
import { findMember } from "../../../src/db/roster.ts";
import type { MemberChange } from "../../../src/db/tables/requests.ts";
import { changeMembership } from "../../../src/pipeline/stages/change-membership.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const deps = inMemoryDeps(db);
const { account, project } = await anAccount(db, "aash", { email: "amy@example.org" });
const { personId } = account;
const request = await storedRequest(db, {
  kind: "membership-change",
  stage: "change-membership",
  username: "aash",
  email: "amy@example.org",
  project: project.name,
});
const change = (member: Partial<MemberChange>, username = "aash") => ({
  ...request,
  username,
  details: { member: { personId, formerRole: "member" as const, by: "Bo Birch", ...member } },
});
const entry = () => findMember(db, { projectId: project.id, personId, username: "aash" });

it("Someone who was promoted or has left since is left as they are", async () => {
  const outdated = change({ formerRole: "manager", role: "member" });
  expect(await changeMembership.run(outdated, deps)).toMatchObject({ kind: "refuse" });
  const unknown = change({ role: "manager" }, "someoneelse");
  expect(await changeMembership.run(unknown, deps)).toMatchObject({ kind: "done" });
  expect(await entry()).toMatchObject({ role: "member", endsAt: null });
});

it("The role changes only together with the event, and the person is told once", async () => {
  const outcome = await changeMembership.run(change({ role: "manager" }), deps);
  expect(outcome).toMatchObject({
    kind: "done",
    notifications: [expect.objectContaining({ template: "membership-changed" })],
  });
  expect(await entry()).toMatchObject({ role: "member" });
});
