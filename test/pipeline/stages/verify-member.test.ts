import { afterAll, expect, it } from "vitest";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { verifyMember } from "../../../src/pipeline/stages/verify-member.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

await anAccount(db, "founder", { project: { name: "led" } });
await anAccount(db, "aash", { email: "amy@example.org", project: { name: "own" } });
let made = 0;

/** Amy asks to join a project. */
const aRequest = (but: Partial<NewRequest> = {}): Promise<Request> => {
  const origin = `test:${++made}`;
  const asked = { kind: "membership", stage: "verify-member", origin } as const;
  const amy = { email: "amy@example.org", requesterUser: "slack:UAMY" };
  return storedRequest(db, { ...asked, ...amy, project: "led", ...but });
};
const ended = () => database.query("update requests set status = 'closed', waits_for = null");

it("A person with an account may ask to join, and the PI whom the site knows is asked", async () => {
  const deps = inMemoryDeps(db);
  const request = await aRequest({ piEmail: "eve@example.org" });
  const outcome = await verifyMember.run(request, deps);
  expect(outcome).toMatchObject({
    kind: "done",
    facts: { username: "aash", piEmail: "bo@example.org", piUser: "slack:UBO", needsAdmin: false },
  });
  expect(await verifyMember.run(request, deps)).toEqual(outcome);
  await ended();
});

it("Someone without an account is refused", async () => {
  const request = await aRequest({ email: "new@example.org", requesterUser: null });
  expect(await verifyMember.run(request, inMemoryDeps(db))).toMatchObject({ kind: "refuse" });
});

it("A member is refused", async () => {
  const request = await aRequest({ project: "own" });
  expect(await verifyMember.run(request, inMemoryDeps(db))).toMatchObject({ kind: "refuse" });
});

it("A project that isn't there can't be joined", async () => {
  const request = await aRequest({ project: "nowhere" });
  expect(await verifyMember.run(request, inMemoryDeps(db))).toMatchObject({ kind: "refuse" });
});

it("A project that only the directory has needs an admin, because only the requester has named its PI", async () => {
  const deps = inMemoryDeps(db);
  deps.namespace.addGroup("orphaned", 4711);
  const request = await aRequest({ project: "orphaned", piEmail: "eve@example.org" });
  expect(await verifyMember.run(request, deps)).toMatchObject({ kind: "done", facts: { needsAdmin: true } });
});

it("A group that has its own decider can't be joined as a project, whoever owns it in the directory, unless acct.yml says that it's a project", async () => {
  const otherGroups = [{ name: "robots", title: "Robot lab", system: "ldap", decider: "admin" }] as const;
  const deps = inMemoryDeps(db, { otherGroups });
  deps.namespace.addGroup("robots", 4712);
  const request = await aRequest({ project: "robots", piEmail: "eve@example.org" });
  expect(await verifyMember.run(request, deps)).toMatchObject({ kind: "refuse" });
  await ended();
  const named = inMemoryDeps(db, { otherGroups, projects: { robots: { pi: "eve@example.org" } } });
  named.namespace.addGroup("robots", 4712);
  expect(await verifyMember.run(await aRequest({ project: "robots" }), named)).toMatchObject({
    kind: "done",
  });
  await ended();
});

it("An account that is linked to someone else in the chat can't be used", async () => {
  const deps = inMemoryDeps(db);
  const liz = deps.chat.addPerson("Liz Linden");
  const of = { email: "liz@example.org", project: { name: "p" } };
  await anAccount(db, "linked", { ...of, chatUser: "slack:UOTHER" });
  const request = await aRequest({ email: "liz@example.org", requesterUser: liz.user });
  expect(await verifyMember.run(request, deps)).toMatchObject({
    kind: "refuse",
    reason: expect.stringContaining("linked"),
  });
});

it("An account that is linked to no one needs a verified address", async () => {
  const deps = inMemoryDeps(db);
  await ended();
  const request = await aRequest();
  deps.chat.addPerson("Amy Ash", { email: undefined, unverifiedEmail: "amy@example.org" });
  expect(await verifyMember.run(request, deps)).toMatchObject({ kind: "refuse" });
});

it("A new project waits for the one who asked for the name first, and is refused once that project exists", async () => {
  const deps = inMemoryDeps(db);
  const founding = {
    kind: "project",
    project: "contested",
    details: { newProject: true, projectDescription: "Ores" },
  } as const;
  const older = await aRequest({ ...founding, email: "older@example.org", requesterUser: null });
  const request = await aRequest(founding);
  expect(await verifyMember.run(request, deps)).toMatchObject({ kind: "wait", for: "project" });
  await database.query("update requests set status = 'closed', waits_for = null where id = $1", [older.id]);
  expect(await verifyMember.run(request, deps)).toMatchObject({
    kind: "done",
    facts: { username: "aash", needsAdmin: true },
  });
  await anAccount(db, "faster", { project: { name: "contested" } });
  expect(await verifyMember.run(request, deps)).toMatchObject({ kind: "refuse" });
  await ended();
});

it("A project that a directory has can't be founded", async () => {
  const deps = inMemoryDeps(db);
  deps.namespace.addGroup("ancient", 4712);
  const request = await aRequest({ kind: "project", project: "ancient", details: { newProject: true } });
  expect(await verifyMember.run(request, deps)).toMatchObject({ kind: "refuse" });
});

it("Without a directory, a project that the registry doesn't know can't be joined, whoever is named as its PI", async () => {
  const request = await aRequest({ project: "geology", piEmail: "eve@example.org" });
  const deps = { ...inMemoryDeps(db), namespace: undefined };
  expect(await verifyMember.run(request, deps)).toMatchObject({ kind: "refuse" });
});
