import { afterAll, describe, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { closeAccount } from "../../../src/db/accounts.ts";
import { inTransaction } from "../../../src/db/client.ts";
import { recordExternalId } from "../../../src/db/external-ids.ts";
import type { Role } from "../../../src/db/names.ts";
import { addIdentity, chatIdentity, lockRegistry, resolvePerson } from "../../../src/db/people.ts";
import { findProject } from "../../../src/db/projects.ts";
import { memberships } from "../../../src/db/tables/memberships.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { approve } from "../../../src/handlers/actions/approve.ts";
import { homeFor } from "../../../src/handlers/home/home-for.ts";
import { needsAdmin } from "../../../src/pipeline/checks/approvals.ts";
import { findDeciders, findKnownPi } from "../../../src/pipeline/checks/deciders.ts";
import { findOwners } from "../../../src/pipeline/checks/owners.ts";
import { checkProject } from "../../../src/pipeline/checks/project.ts";
import { findWarnings } from "../../../src/pipeline/checks/warnings.ts";
import { awaitAdmin } from "../../../src/pipeline/stages/await-admin.ts";
import { awaitPi } from "../../../src/pipeline/stages/await-pi.ts";
import { joinProject } from "../../../src/pipeline/stages/join-project.ts";
import { verifyMember } from "../../../src/pipeline/stages/verify-member.ts";
import { anApproval, fromBo } from "../../a-request.ts";
import { ada, amy, bo, dee, zed } from "../../handlers/an-interaction.ts";
import { newDesk } from "../../handlers/desk.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";

const desk = await newDesk({ approvals: approvalsOf({ account: ["pi"], membership: ["pi"] }) });
const { context } = desk;
const { db } = context;
afterAll(() => desk.close());

let made = 0;

/** A project in the registry whose PI is Bo, with these people beside him, and Amy's account in another project. */
async function aProject(others: readonly [person: typeof bo, role: Role][] = []) {
  const name = `stars${++made}`;
  await anAccount(db, `first${made}`, { project: { name, piUser: bo.user } });
  const project = await findProject(db, name);
  if (!project) throw new Error("there is no project");
  await inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    for (const [{ givenName, familyName, email = null, user }, role] of others) {
      const known = { source: "manual", verifiedBy: "admin", now: START } as const;
      const person = await resolvePerson(tx, { givenName, familyName, email, chatUser: user }, known);
      await addIdentity(tx, person.id, chatIdentity(user), known);
      await tx.insert(memberships).values({
        projectId: project.id,
        personId: person.id,
        role,
        source: "manual",
        createdAt: new Date(START.getTime() + 1000),
      });
    }
  });
  return project;
}

const aRequestFor = (project: string, but: Parameters<typeof storedRequest>[1] = {}) =>
  storedRequest(db, {
    kind: "membership",
    stage: "await-pi",
    project,
    requesterUser: amy.user,
    piName: "Bo Birch",
    piEmail: "bo@example.org",
    piUser: bo.user,
    ...but,
  });

const namesOf = async (project: string) =>
  (await findDeciders(project, context)).map(({ name, role }) => `${role} ${name}`);

describe("Who decides for a project", () => {
  it("are its PIs, the longest one first, and its managers, in the registry", async () => {
    const { name } = await aProject([
      [dee, "manager"],
      [zed, "pi"],
    ]);
    expect(await namesOf(name)).toEqual(["pi Bo Birch", "pi Zed Zorn", "manager Dee Dunn"]);
  });

  it("is the PI whom the site has configured, before everyone else", async () => {
    const { name } = await aProject([[dee, "manager"]]);
    const rules = { ...context.rules, projects: { [name]: { pi: "curie@example.org" } } };
    const deciders = await findDeciders(name, { ...context, rules });
    expect(deciders.map(({ email }) => email)).toEqual(["curie@example.org", bo.email, dee.email]);
  });

  it("is the owner of the group, if the namespace can say and no one else is known", async () => {
    context.namespace.addPerson("curie", { givenName: "Maria", familyName: "Curie" });
    context.namespace.addGroup("unheard", 70_001, "curie");
    expect(await findKnownPi("unheard", context)).toMatchObject({ piEmail: "curie@example.org" });
    const { name } = await aProject();
    context.namespace.addGroup(name, 70_002, "curie");
    expect(await findKnownPi(name, context)).toMatchObject({ piEmail: bo.email });
  });

  it("is an owner with an account here, by the ID of their entry: with the address and the user that the registry has", async () => {
    const user = "slack:UOWNER";
    const { account } = await anAccount(db, "owner", { chatUser: user, project: { name: "elsewhere" } });
    await recordExternalId(
      db,
      { accountId: account.id },
      { system: "LDAP", id: "id-of-oldname", name: "owner" },
      START,
    );
    context.namespace.addPerson("oldname", { email: "outdated@example.org" });
    context.namespace.addGroup("owned", 70_003, "oldname");
    expect(await findDeciders("owned", context)).toMatchObject([{ email: "owner@example.org", user }]);

    await closeAccount(db, account.id, START);
    expect(await findDeciders("owned", context)).toEqual([]);
  });

  it("is not the owner of an address that belongs to someone else's account, and an admin reads why", async () => {
    const { account } = await anAccount(db, "swapped", { project: { name: "elsewhere" } });
    await recordExternalId(
      db,
      { accountId: account.id },
      { system: "LDAP", id: "id-of-swapped", name: "swapped" },
      START,
    );
    context.namespace.addPerson("other", { email: "swapped@example.org" });
    context.namespace.addGroup("swap", 70_004, "other");
    expect(await findDeciders("swap", context)).toEqual([]);
    const { gaps } = await findOwners("swap", context);
    expect(gaps).toHaveLength(1);
    const warnings = await findWarnings(await aRequestFor("swap"), context);
    expect(warnings).toContainEqual(expect.stringContaining(gaps[0] ?? ""));
  });

  it("is unknown while the namespace is away: an admin decides, and a request that names no PI waits", async () => {
    const away = async () => Promise.reject(new Failure("LDAP can't be reached"));
    const without = { ...context, namespace: { ...context.namespace, findGroupOwners: away } };
    context.namespace.addGroup("silent", 70_005);
    const request = await aRequestFor("silent");
    expect(await needsAdmin(request, without)).toBe(true);
    expect(await findWarnings(request, without)).toContainEqual(expect.stringContaining("can't be reached"));
    await expect(checkProject({ ...request, piEmail: null }, without)).rejects.toThrow(Failure);
    expect(await checkProject({ ...request, piEmail: null }, context)).toHaveProperty("denial");
  });

  it("is someone else than the requester, if there is someone", async () => {
    const { name } = await aProject([[dee, "manager"]]);
    const own = { email: "bo@example.org", requesterUser: bo.user };
    expect(await findKnownPi(name, context, own)).toMatchObject({ piEmail: dee.email });
  });
});

describe("A manager", () => {
  it("isn't asked, but sees the request on Home and can approve it", async () => {
    const { name } = await aProject([[dee, "manager"]]);
    const request = await aRequestFor(name);
    const outcome = await awaitPi.run(request, context);
    expect(outcome).toMatchObject({
      views: [{ audience: "pi", place: bo.user }],
      facts: { piUser: bo.user, delegates: [{ user: dee.user, role: "manager" }] },
    });
    const waiting = await desk.store({
      kind: "membership",
      project: name,
      status: "waiting",
      stage: "await-pi",
      delegates: [{ user: dee.user, name: dee.name, role: "manager" }],
    });
    expect(JSON.stringify(await homeFor(dee, context))).toContain(
      `${waiting.id}.${waiting.mark}`.split(".")[0],
    );
    await desk.press(approve, dee, waiting);
    expect((await desk.recordOf(waiting)).request.approvals).toMatchObject([{ name: "pi", by: dee.user }]);
  });
});

describe("A PI who was offboarded", () => {
  /** A project whose PI had an account, which was offboarded. */
  async function aLostProject() {
    const name = `lost${++made}`;
    const pi = `led${made}`;
    await anAccount(db, pi, {
      project: { name, piEmail: `${pi}@example.org`, piName: "Petra Pichler", piUser: null },
    });
    const [row] = await desk.database.query<{ id: number }>("select id from accounts where username = $1", [
      pi,
    ]);
    await closeAccount(db, row?.id ?? 0, START);
    return { name, email: `${pi}@example.org` };
  }

  it("isn't known as the PI any longer, so an admin decides and reads why", async () => {
    const { name, email } = await aLostProject();
    await anAccount(db, `joins${made}`, { project: { name: "elsewhere" } });
    const joins = {
      email: `joins${made}@example.org`,
      stage: "verify-member",
      requesterUser: null,
      piEmail: null,
      piName: null,
      piUser: null,
    } as const;
    const request = await aRequestFor(name, joins);
    const verified = await verifyMember.run(request, context);
    expect(verified).toMatchObject({
      kind: "done",
      facts: { needsAdmin: true, piEmail: email, piUser: null },
    });
    const facts = "facts" in verified ? verified.facts : {};
    const asked = await awaitAdmin.run(
      { ...request, ...facts, approvals: [], stage: "await-admin" },
      context,
    );
    expect(asked).toMatchObject({
      facts: { warnings: expect.arrayContaining([expect.stringContaining("offboarded")]) },
    });
    expect(JSON.stringify(asked)).not.toContain("becomes the PI");
  });

  it("isn't asked: the admins decide or choose another PI, who then leads the project", async () => {
    const { name, email } = await aLostProject();
    const lost = {
      piEmail: email,
      piName: "Petra Pichler",
      piUser: null,
      needsAdmin: true,
      approvals: [anApproval()],
    };
    const outcome = await awaitPi.run(await aRequestFor(name, lost), context);
    expect(outcome).toMatchObject({
      kind: "wait",
      facts: { piUser: null },
      views: [{ audience: "admin" }],
      notifications: [{ template: "needs-attention" }],
    });

    const { account } = await anAccount(db, `later${made}`, { project: { name: "elsewhere" } });
    const approvals = [anApproval(), fromBo()];
    const chosen = { needsAdmin: true, approvals, username: account.username, email: account.email };
    expect(
      await joinProject.run(await aRequestFor(name, { stage: "join-project", ...chosen }), {
        ...context,
        provisioners: [],
      }),
    ).toMatchObject({
      kind: "done",
    });
    expect(await findKnownPi(name, context)).toMatchObject({ piEmail: "bo@example.org" });
  });

  it("can't press Approve, even on a card that they got before", async () => {
    const gone = { ...zed, user: "slack:UGONE", email: "gone@example.org" };
    await anAccount(db, "gone", { email: gone.email, chatUser: gone.user, project: { name: "elsewhere" } });
    await desk.database.query("update accounts set removed_at = now() where username = 'gone'");
    const waiting = await desk.store({ status: "waiting", stage: "await-pi", piUser: gone.user });
    await desk.expectNoTrace(() => desk.press(approve, gone, waiting));
    await desk.press(approve, ada, await desk.store({ status: "waiting", stage: "await-admin" }));
  });
});
