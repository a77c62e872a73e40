import { afterAll, describe, expect, it } from "vitest";
import { findFormerOrAccount } from "../../../src/db/accounts.ts";
import { saveDelegation } from "../../../src/db/delegations.ts";
import { listEvents } from "../../../src/db/requests.ts";
import type { Account } from "../../../src/db/tables/accounts.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { approve } from "../../../src/handlers/actions/approve.ts";
import { chooseOwner } from "../../../src/handlers/actions/choose-owner.ts";
import { deny } from "../../../src/handlers/actions/deny.ts";
import type { EventActor } from "../../../src/pipeline/engine/changes.ts";
import { openOffboarding } from "../../../src/pipeline/open-offboarding.ts";
import type { Belonging } from "../../../src/provisioners/belongings.ts";
import type { Provisioner } from "../../../src/provisioners/provisioner.ts";
import { forPi } from "../../handlers/a-stored-request.ts";
import { ada, aPerson } from "../../handlers/an-interaction.ts";
import { newDesk } from "../../handlers/desk.ts";
import { inMemoryProvisioner } from "../../in-memory/in-memory-provisioner.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { settle } from "../../settle.ts";

const desk = await newDesk({ privilegedProjects: [{ name: "root", count: 1 }] });
const { db } = desk.database;
afterAll(() => desk.close());
const ann = aPerson("Ann Also", { isAdmin: true });
desk.context.chat.people.set(ann.user, ann);

const directory = inMemoryProvisioner("LDAP");
const archive = inMemoryProvisioner("Archive", { hasOwners: true });
const by = { id: ada.user, name: ada.name };

const DATA: readonly Belonging[] = [
  { what: "collections", count: 40, fate: "moves" },
  { what: "projects", count: 2, fate: "moves" },
  { what: "tokens", count: 2, fate: "ends" },
  { what: "running containers", count: 1, fate: "ends" },
];
const isDown = () => Promise.reject(new Failure("the server is down"));
const away: Provisioner = {
  ...archive,
  identify: isDown,
  suspend: isDown,
  leave: isDown,
  findLock: isDown,
  belongings: { count: isDown, handOver: isDown },
};

/** Someone with access to both systems and data in one, and the PI of their project, who has access as well. */
async function someoneWithData(username: string, project = `of-${username}`) {
  const pi = { piName: "Pia Prof", piEmail: `pi-of-${username}@example.org`, piUser: null };
  const owner = await anAccount(db, `pi-${username}`, {
    email: pi.piEmail,
    project: { name: project, ...pi },
  });
  const leaver = await anAccount(db, username, { project: { name: project, ...pi } });
  for (const system of [directory, archive])
    for (const { account } of [owner, leaver]) await system.ensure(account, leaver.project);
  archive.owned.set(username, [...DATA]);
  return { leaver: leaver.account, owner: owner.account };
}

let origins = 0;
/** Opens the request and runs it with these systems, as long as nobody has to decide. */
async function offboarding(
  account: Account,
  {
    newOwner,
    actor = by,
    approval,
  }: { newOwner?: string; actor?: EventActor; approval?: { surface: "cli" } } = {},
) {
  let systems: readonly Provisioner[] = [directory, archive];
  const context = () => ({ ...desk.context, provisioners: systems });
  const opened = await openOffboarding(
    account,
    { origin: `test:${++origins}`, by: actor, newOwner, approval },
    context(),
  );
  const { id } = opened.request;
  const run = () => settle(id, context());
  return {
    id,
    run,
    use(...wanted: readonly Provisioner[]) {
      systems = wanted;
    },
    async approvedBy(person = ada): Promise<Request> {
      await desk.press(approve, person, (await desk.recordOf({ id })).request);
      return run();
    },
    lastNote: async (kind: string) => (await listEvents(db, id)).findLast((one) => one.kind === kind)?.note,
  };
}
const isOpen = async (username: string) => (await findFormerOrAccount(db, username))?.removedAt === null;
const canLogIn = (system: { people: Map<string, { isRemoved: boolean }> }, username: string) =>
  system.people.get(username)?.isRemoved === false;

describe("someone who leaves", () => {
  it("has what they own counted in the plan before an admin approves, and moved before they are locked out", async () => {
    const { leaver, owner } = await someoneWithData("amy");
    const leaving = await offboarding(leaver, { newOwner: owner.username });
    const asked = await leaving.run();
    expect(asked).toMatchObject({ status: "waiting", waitsFor: "admin" });
    expect(asked.plan.map(({ system, text }) => `${system}: ${text}`)).toEqual([
      "Archive: collections (40), projects (2) go to pi-amy",
      "Archive: tokens (2), running containers (1) end",
      expect.stringMatching(/^LDAP: amy /),
      expect.stringMatching(/^Archive: amy /),
    ]);
    expect(await isOpen("amy")).toBe(true);
    expect(canLogIn(directory, "amy")).toBe(true);
    expect(await leaving.approvedBy()).toMatchObject({ status: "closed" });
    expect(await isOpen("amy")).toBe(false);
    expect(canLogIn(directory, "amy") || canLogIn(archive, "amy")).toBe(false);
    expect(archive.owned.get("pi-amy")).toEqual(DATA.slice(0, 2));
    expect(archive.lost).toEqual([]);
  });

  it("is locked out of the other systems at once while the one with their data is away, which is caught up later", async () => {
    const { leaver, owner } = await someoneWithData("ben");
    const leaving = await offboarding(leaver, { newOwner: owner.username });
    await leaving.run();
    const handsNothingOver = { count: archive.belongings?.count ?? isDown, handOver: isDown };
    leaving.use(directory, {
      ...archive,
      findLock: isDown,
      suspend: isDown,
      leave: isDown,
      belongings: handsNothingOver,
    });
    const tried = await leaving.approvedBy();
    expect(tried).toMatchObject({
      status: "running",
      attempt: 1,
      problem: expect.stringMatching(/^Locked out of LDAP\. Archive: .*the server is down/),
    });
    expect([canLogIn(directory, "ben"), canLogIn(archive, "ben")]).toEqual([false, true]);
    leaving.use(directory, away);
    expect(await leaving.run()).toMatchObject({ status: "running", attempt: 2 });
    leaving.use(directory, archive);
    expect(await leaving.run()).toMatchObject({ status: "closed" });
    expect(canLogIn(archive, "ben")).toBe(false);
    expect(archive.owned.get("pi-ben")).toEqual(DATA.slice(0, 2));
    expect(archive.lost).toEqual([]);
  });

  it("needs nobody to take over if nothing moves", async () => {
    const { leaver } = await someoneWithData("cy");
    archive.owned.set("cy", [...DATA.slice(2)]);
    const leaving = await offboarding(leaver);
    await leaving.run();
    expect(await leaving.approvedBy()).toMatchObject({ status: "closed" });
  });
});

it("The plan also counts what ends in acct itself: requests to decide, delegations, and links", async () => {
  const pat = aPerson("Pat Pi");
  const project = { name: "of-pat", piName: pat.name, piEmail: "pat@example.org", piUser: pat.user };
  const { account } = await anAccount(db, "pat", { chatUser: pat.user, email: "pat@example.org", project });
  await desk.store({
    ...forPi,
    waitsFor: "pi",
    project: "of-pat",
    piUser: pat.user,
    piEmail: "pat@example.org",
  });
  await saveDelegation(db, {
    piUser: pat.user,
    delegateUser: ann.user,
    delegateName: ann.name,
    until: null,
    createdAt: START,
  });
  const leaving = await offboarding(account);
  const { plan, details } = await leaving.run();
  expect(plan.filter(({ system }) => system === "acct").map(({ text }) => text)).toEqual([
    "delegations (1) end",
    "requests waiting for their decision (1) stay, so look at them",
  ]);
  expect(details.projectsWithoutPi).toEqual(["of-pat"]);
});

describe("the guard", () => {
  it("closes nothing if another process has taken the request over in the meantime", async () => {
    const { leaver, owner } = await someoneWithData("quin");
    const leaving = await offboarding(leaver, { newOwner: owner.username });
    await leaving.run();
    const count: NonNullable<Provisioner["belongings"]>["count"] = async (...args) => {
      await desk.database.query("update requests set lease_token = lease_token + 1 where id = $1", [
        leaving.id,
      ]);
      return archive.belongings?.count(...args) ?? [];
    };
    leaving.use(directory, { ...archive, belongings: { count } });
    expect(await leaving.approvedBy()).toMatchObject({ status: "running", stage: "confirm-leaving" });
    expect(await isOpen("quin")).toBe(true);
  });

  it("removes nothing if a count has grown by more than a tenth since the approval, and asks with fresh counts", async () => {
    const { leaver, owner } = await someoneWithData("dee");
    const leaving = await offboarding(leaver, { newOwner: owner.username });
    await leaving.run();
    archive.owned.set("dee", [{ what: "collections", count: 45, fate: "moves" }, ...DATA.slice(1)]);
    const again = await leaving.approvedBy();
    expect(again).toMatchObject({ status: "waiting", waitsFor: "admin", approvals: [] });
    expect(await leaving.lastNote("sent-back")).toMatch(/Archive has collections \(45\), and had 40/);
    expect(again.plan[0]?.text).toContain("collections (45)");
    expect((await desk.recordOf(again)).notifications).toContain("needs-attention to slack:CADMINS");
    expect(await isOpen("dee")).toBe(true);
    expect(canLogIn(directory, "dee")).toBe(true);
    expect(await leaving.approvedBy()).toMatchObject({ status: "closed" });
  });

  it("accepts a count that has grown by a tenth", async () => {
    const { leaver, owner } = await someoneWithData("eli");
    const leaving = await offboarding(leaver, { newOwner: owner.username });
    await leaving.run();
    archive.owned.set("eli", [{ what: "collections", count: 44, fate: "moves" }, ...DATA.slice(1)]);
    expect(await leaving.approvedBy()).toMatchObject({ status: "closed" });
  });

  it("removes nothing if a system doesn't respond, and the card says so until it does", async () => {
    const { leaver, owner } = await someoneWithData("fay");
    const leaving = await offboarding(leaver, { newOwner: owner.username });
    await leaving.run();
    leaving.use(directory, away);
    const again = await leaving.approvedBy();
    expect(again).toMatchObject({
      status: "waiting",
      waitsFor: "admin",
      warnings: [expect.stringMatching(/Archive.*the server is down/)],
    });
    expect(await leaving.lastNote("sent-back")).toMatch(/Archive couldn't be asked: the server is down/);
    expect(canLogIn(directory, "fay")).toBe(true);
    expect(await leaving.approvedBy()).toMatchObject({ status: "waiting" });
    leaving.use(directory, archive);
    // What the system has now was never part of an approved plan.
    expect(await leaving.approvedBy()).toMatchObject({ status: "waiting", warnings: [] });
    expect(await leaving.approvedBy()).toMatchObject({ status: "closed" });
  });

  it("removes nothing if the account in a system is another one by now", async () => {
    const { leaver, owner } = await someoneWithData("gus");
    const leaving = await offboarding(leaver, { newOwner: owner.username });
    await leaving.run();
    leaving.use(directory, { ...archive, identify: async () => ({ id: "someone-else", name: "gus" }) });
    expect(await leaving.approvedBy()).toMatchObject({ status: "waiting", waitsFor: "admin" });
    expect(await leaving.lastNote("sent-back")).toMatch(/Archive has another account/);
    expect(await isOpen("gus")).toBe(true);
  });
});

describe("the new owner", () => {
  it("is asked for if no one is named or the named one has no account there, and the choice is counted and approved again", async () => {
    const { leaver, owner } = await someoneWithData("hal");
    await anAccount(db, "stranger");
    const leaving = await offboarding(leaver);
    const unnamed = await leaving.run();
    expect(unnamed).toMatchObject({ status: "waiting", waitsFor: "new-owner", stage: "count-belongings" });
    const choose = async (newOwner: string) => {
      await desk.submit(chooseOwner, ada, { newOwner }, (await desk.recordOf({ id: leaving.id })).request);
      return leaving.run();
    };
    const without = await choose("stranger");
    expect(without).toMatchObject({ waitsFor: "new-owner" });
    expect(without.plan[0]?.text).toMatch(/collections \(40\).*stranger has no account there/);
    expect(await choose(owner.username)).toMatchObject({ waitsFor: "admin" });
    expect(await leaving.approvedBy()).toMatchObject({ status: "closed" });
    expect(archive.owned.get(owner.username)).toEqual(DATA.slice(0, 2));
    expect(archive.lost).toEqual([]);
  });

  it("who loses their account after the approval takes nothing over: the others lock the person out, and the request waits for another", async () => {
    const { leaver, owner } = await someoneWithData("ida");
    const other = await anAccount(db, "other", { project: { name: "of-ida" } });
    await archive.ensure(other.account, other.project);
    const leaving = await offboarding(leaver, { newOwner: owner.username });
    await leaving.run();
    let isGone = false;
    const handOver: NonNullable<Provisioner["belongings"]>["handOver"] = (...args) => {
      isGone = true;
      archive.people.delete(owner.username);
      return archive.belongings?.handOver?.(...args) ?? isDown();
    };
    leaving.use(directory, {
      ...archive,
      belongings: { count: archive.belongings?.count ?? isDown, handOver },
    });
    const waiting = await leaving.approvedBy();
    expect(isGone).toBe(true);
    expect(waiting).toMatchObject({ stage: "hand-over-belongings", waitsFor: "new-owner" });
    expect([canLogIn(directory, "ida"), canLogIn(archive, "ida")]).toEqual([false, true]);
    leaving.use(directory, archive);
    await desk.submit(chooseOwner, ada, { newOwner: "other" }, waiting);
    const asked = await leaving.run();
    expect(asked).toMatchObject({ waitsFor: "admin" });
    await desk.submit(deny, ada, { reason: "no" }, asked);
    expect((await desk.recordOf(asked)).state[0]).toBe("waiting");
    expect(await leaving.approvedBy()).toMatchObject({ status: "closed" });
    expect(archive.owned.get("other")).toEqual(DATA.slice(0, 2));
    expect(archive.lost).toEqual([]);
  });
});

describe("the approval", () => {
  it("of two different admins is needed for someone in a privileged project, and the one who opened it may be one of them", async () => {
    const { leaver, owner } = await someoneWithData("jo", "root");
    const leaving = await offboarding(leaver, { newOwner: owner.username });
    await leaving.run();
    expect(await leaving.approvedBy(ada)).toMatchObject({ status: "waiting", waitsFor: "admin" });
    expect(await leaving.approvedBy(ada)).toMatchObject({ status: "waiting" });
    expect(await isOpen("jo")).toBe(true);
    expect(await leaving.approvedBy(ann)).toMatchObject({ status: "closed" });
  });

  it("on the command line counts as that of one admin, so that a privileged project needs another in the chat", async () => {
    const { leaver, owner } = await someoneWithData("kit", "root");
    const actor = { id: "command-line:root", name: "root (command line)" };
    const approval = { surface: "cli" } as const;
    const leaving = await offboarding(leaver, { newOwner: owner.username, actor, approval });
    expect(await leaving.run()).toMatchObject({ status: "waiting", waitsFor: "admin" });
    expect(await leaving.approvedBy(ada)).toMatchObject({ status: "closed" });
  });

  it("can't be given, and the request can't be denied, by the person who leaves, even if they are an admin", async () => {
    const lou = aPerson("Lou Leaver", { isAdmin: true });
    desk.context.chat.people.set(lou.user, lou);
    const { account } = await anAccount(db, "lou", {
      chatUser: lou.user,
      email: "other-than-lou@example.org",
    });
    const leaving = await offboarding(account);
    await leaving.run();
    expect(await leaving.approvedBy(lou)).toMatchObject({ status: "waiting", approvals: [] });
    await desk.submit(deny, lou, { reason: "no" }, (await desk.recordOf({ id: leaving.id })).request);
    expect((await desk.recordOf({ id: leaving.id })).state[0]).toBe("waiting");
  });
});

it("If the connection is lost after any call to the system with the data, nothing is ever without an owner, and the request still completes", async () => {
  for (let call = 1; call <= 12; call++) {
    const name = `max${call}`;
    const { leaver, owner } = await someoneWithData(name);
    const leaving = await offboarding(leaver, { newOwner: owner.username });
    await leaving.run();
    leaving.use(directory, archive.cutAt(call));
    let request = await leaving.approvedBy();
    leaving.use(directory, archive);
    while (request.status === "running") request = await leaving.run();
    if (request.status === "waiting") request = await leaving.approvedBy();
    if (request.status === "waiting") request = await leaving.approvedBy();
    expect(request).toMatchObject({ status: "closed" });
    expect(archive.owned.get(owner.username)).toEqual(DATA.slice(0, 2));
    expect(archive.lost).toEqual([]);
    expect(canLogIn(archive, name)).toBe(false);
  }
});
