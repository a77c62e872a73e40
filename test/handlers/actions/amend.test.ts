import { afterAll, describe, expect, it } from "vitest";
import type { Actor } from "../../../src/chat/chat.ts";
import type { Reply, Values } from "../../../src/chat/interaction.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { amend } from "../../../src/handlers/actions/amend.ts";
import { changePi } from "../../../src/handlers/actions/change-pi.ts";
import { openApprovals } from "../../../src/pipeline/checks/required-approvals.ts";
import type { OtherGroup } from "../../../src/pipeline/pipeline-deps.ts";
import { buildPlan } from "../../../src/pipeline/plan.ts";
import { anApproval, fromBo } from "../../a-request.ts";
import { anAccount } from "../../in-registry.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, art, bo, dee, guest, zed } from "../an-interaction.ts";
import { faultsOf, fieldOf, fieldsOf, newDesk } from "../desk.ts";

const group = (name: string, note?: string): OtherGroup => ({
  name,
  title: name,
  system: "ldap",
  decider: { group: `${name}-owners` },
  note,
});
const otherGroups = [group("robots"), group("telescopes", "Only at night")];
const ROBOT_OWNERS = { name: "group robots", count: 1, from: [{ role: "robots-owners", count: 1 }] };
const NEW_PROJECT = { projectKind: "new", project: "planets", person: "" };

const desk = await newDesk();
const lab = await newDesk({ otherGroups }, desk.database);
const withPrefix = await newDesk({ newProjects: { name: "lab-{name}" } }, desk.database);
const byUsername = await newDesk({ newProjects: { name: "lab-{username}" } }, desk.database);
const { db } = desk.database;
afterAll(() => desk.close());
const led = (name: string, { name: piName, email: piEmail = "", user: piUser }: Actor) => ({
  project: { name, piName, piEmail, piUser },
});
await anAccount(db, "bbirch", { email: bo.email ?? "", chatUser: bo.user, ...led("lab", bo) });
await anAccount(db, "ddunn", { email: dee.email ?? "", chatUser: dee.user, ...led("astro", dee) });
await anAccount(db, "taken", { email: "taken@example.org", ...led("nmr", bo) });

/** The engine has made the plan again, and asks the admins. */
const askAgain = ({ id }: Request) =>
  desk.database.query("update requests set status = 'waiting', waits_for = 'admin' where id = $1", [id]);

async function formOf(actor: Actor, request: Request, at = desk) {
  const reply = await at.press(amend, actor, request);
  if (reply.kind !== "form") throw new Error(`A ${JSON.stringify(reply)} was shown instead of the form`);
  return reply.form;
}

/** What the form says when this person opens it, to be changed and submitted. */
async function open(actor: Actor, request: Request, at = desk) {
  const { fields, about = "" } = await formOf(actor, request, at);
  const shown = Object.fromEntries(fields.map(({ name, initial = "" }) => [name, initial]));
  const submit = async (values: Values): Promise<Reply> =>
    at.act(amend, actor, { subject: request, text: about, values: { ...shown, ...values } });
  return { shown, submit };
}

const correct = async (actor: Actor, request: Request, values: Values, at = desk) =>
  (await open(actor, request, at)).submit(values);

describe("An admin", () => {
  it("sees what the request says, and corrects all of it at once", async () => {
    const request = await desk.store({ ...forAdmin, username: "aash" });
    expect((await open(ada, request)).shown).toEqual({
      projectKind: "join",
      project: "lab",
      username: "aash",
      person: bo.user,
      mail: "",
      ends: "",
    });
    const reply = await correct(ada, request, { project: "astro", username: "amyash", person: zed.user });
    expect(reply.kind).toBe("message");
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "await-admin", null],
      events: [`corrected by ${ada.user}`],
      notes: ["project lab → astro; username aash → amyash; PI Prof. Bo Birch → Zed Zorn"],
      notifications: [`corrected to ${amy.user}`],
      request: {
        project: "astro",
        username: "amyash",
        piUser: zed.user,
        details: { wantedUsername: "amyash" },
      },
    });
  });

  it("only corrects the project, and the PI whom the site knows for it is asked", async () => {
    const request = await desk.store({ ...forPi, username: "acorrect" });
    await correct(ada, request, { project: "astro" });
    expect((await desk.recordOf(request)).request).toMatchObject({ project: "astro", piEmail: dee.email });
  });

  it("makes it a new project without a PI, on which admins decide first", async () => {
    const request = await desk.store({ ...forPi, username: "anew" });
    await correct(ada, request, { projectKind: "new", project: "comets", person: "" });
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "await-admin", null],
      request: { project: "comets", piEmail: null, needsAdmin: true, details: { newProject: true } },
      notes: ["new project lab → comets; PI Prof. Bo Birch → none"],
    });
  });

  it("names a PI by an email address, even where the chat can't clear the person", async () => {
    const request = await desk.store({ ...forAdmin, username: "amail" });
    await correct(ada, request, { mail: "cy@example.net" });
    expect((await desk.recordOf(request)).request).toMatchObject({ piEmail: "cy@example.net", piUser: null });
  });

  it("hasn't approved the request by correcting it", async () => {
    const request = await desk.store({
      ...forPi,
      username: "aown",
      approvals: [anApproval({ by: ada.user })],
    });
    await correct(ada, request, { project: "astro" });
    expect((await desk.recordOf(request)).request.approvals).toEqual([]);
  });

  it("keeps the open question to the requester", async () => {
    const question = { by: ada.user, byName: ada.name, text: "Which?", at: desk.context.now().toISOString() };
    const request = await desk.store({ ...forAdmin, username: "aquestion", question });
    await correct(art, request, { project: "astro" });
    expect((await desk.recordOf(request)).request.question).toEqual(question);
  });

  it("is told that nothing has changed", async () => {
    const request = await desk.store({ ...forAdmin, username: "asame" });
    const { submit } = await open(ada, request);
    const reply = await desk.expectNoTrace(() => submit({ project: " Lab " }));
    expect(reply.kind).toBe("message");
  });
});

describe("An end date", () => {
  it("is set, moved, and removed, and the plan and the card say it", async () => {
    const request = await desk.store({
      ...forPi,
      username: "aends",
      approvals: [anApproval(), fromBo({ seq: 2 })],
    });
    await correct(ada, request, { ends: "2028-09-30" });
    const first = await desk.recordOf(request);
    expect(first).toMatchObject({
      notes: ["end date none → 2028-09-30"],
      notifications: [`corrected to ${amy.user}`],
      request: { approvals: [], details: { endsOn: "2028-09-30" } },
    });
    expect((await buildPlan(first.request, desk.context)).map(({ text }) => text)).toContain(
      "aends leaves lab after 2028-09-30",
    );
    await askAgain(request);
    expect((await open(art, first.request)).shown).toMatchObject({ ends: "2028-09-30" });
    await correct(art, first.request, { ends: "" });
    expect((await desk.recordOf(request)).request.details).toMatchObject({ endsOn: null });
  });

  it("is set by the PI, too", async () => {
    const request = await desk.store({ ...forPi, username: "aendspi" });
    await correct(bo, request, { ends: "2028-09-30" });
    expect((await desk.recordOf(request)).request.details).toMatchObject({ endsOn: "2028-09-30" });
  });

  it.each([
    ["a day that has passed", { ends: "2028-02-01" }],
    ["no day", { ends: "2028-02-30" }],
    ["one for someone who will lead a new project", { ...NEW_PROJECT, ends: "2028-09-30" }],
  ])("isn't %s", async (_, values) => {
    const request = await desk.store({ ...forAdmin, username: null, project: "lab" });
    const named = await desk.store({ ...forAdmin, username: `e${request.id}` });
    const { submit } = await open(ada, named);
    expect(faultsOf(await desk.expectNoTrace(() => submit(values)))).toEqual(["ends"]);
  });

  it("is left out by clients that don't send a field that was cleared", async () => {
    const request = await desk.store({ ...forAdmin, username: "aphone", details: { endsOn: "2028-09-30" } });
    const { about = "" } = await formOf(ada, request);
    await desk.act(amend, ada, {
      subject: request,
      text: about,
      values: { project: "astro", person: bo.user },
    });
    expect((await desk.recordOf(request)).request).toMatchObject({
      project: "astro",
      details: { endsOn: null },
    });
  });
});

describe("Other groups", () => {
  const robots = { groups: ["robots"], furtherApprovals: [ROBOT_OWNERS] };

  it("are chosen and left out, and only who decides about these is asked", async () => {
    const request = await lab.store({ ...forPi, username: "agroups", details: robots });
    const [admin, pi, owner] = [
      anApproval(),
      fromBo({ seq: 2 }),
      anApproval({ seq: 3, name: "group robots", by: "slack:UNOE", roles: ["robots-owners"] }),
    ];
    await lab.database.query("update requests set approvals = $2 where id = $1", [
      request.id,
      JSON.stringify([admin, pi, owner].map((one) => ({ ...one, address: request.email, pi: bo.email }))),
    ]);
    const approved = (await lab.recordOf(request)).request;
    expect((await formOf(ada, approved, lab)).fields.find(({ name }) => name === "groups")).toMatchObject({
      initial: "robots",
    });
    await correct(ada, approved, { groups: "robots,telescopes" }, lab);
    const added = await lab.recordOf(request);
    expect(added).toMatchObject({
      state: ["running", "await-admin", null],
      notes: ["other groups robots → robots, telescopes"],
      request: {
        details: { groups: ["robots", "telescopes"], remarks: ["telescopes: Only at night"] },
      },
    });
    expect(added.request.approvals).toHaveLength(3);
    expect(openApprovals(added.request, lab.context.rules)).toMatchObject([{ name: "group telescopes" }]);

    await lab.database.query("update requests set status = 'waiting', waits_for = 'admin' where id = $1", [
      request.id,
    ]);
    await correct(ada, (await lab.recordOf(request)).request, { groups: "" }, lab);
    const left = (await lab.recordOf(request)).request;
    expect(left.details).toMatchObject({ groups: [], furtherApprovals: [], remarks: [] });
    expect(left.approvals.map(({ name }) => name)).toEqual(["admin", "pi"]);
  });

  it("aren't offered where the site has none", async () => {
    const request = await desk.store({ ...forAdmin, username: "anone" });
    expect((await open(ada, request)).shown).not.toHaveProperty("groups");
  });
});

describe("A new project that someone with an account asks for", () => {
  const founding = (project: string) =>
    desk.store({
      ...forAdmin,
      kind: "project",
      username: "ddunn",
      email: dee.email ?? "",
      requesterUser: dee.user,
      project,
      ...{ piName: null, piEmail: null, piUser: null },
      details: { newProject: true, projectDescription: "Rocks" },
    });

  it("gets another name, a PI, and another description from an admin", async () => {
    const request = await founding("rocks");
    expect((await open(ada, request)).shown).toEqual({
      project: "rocks",
      person: "",
      mail: "",
      description: "Rocks",
    });
    await correct(ada, request, { project: "meteors", description: "Rocks from the sky", person: zed.user });
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "await-admin", null],
      notes: ["new project rocks → meteors; PI none → Zed Zorn; description Rocks → Rocks from the sky"],
      request: {
        project: "meteors",
        piUser: zed.user,
        needsAdmin: true,
        details: { newProject: true, projectDescription: "Rocks from the sky" },
      },
    });
  });

  it("gets its description from the PI whom it names, who can't rename it", async () => {
    const request = await founding("pebbles");
    await desk.database.query(
      "update requests set stage = 'await-pi', waits_for = 'pi', pi_name = $2, pi_email = $3, pi_user = $4 where id = $1",
      [request.id, bo.name, bo.email, bo.user],
    );
    const asked = (await desk.recordOf(request)).request;
    expect(fieldsOf(await desk.press(amend, bo, asked))).toEqual(["description"]);
    await correct(bo, asked, { description: "Small rocks" });
    expect((await desk.recordOf(request)).request.details.projectDescription).toBe("Small rocks");
  });

  it.each<[string, Values, readonly string[]]>([
    ["a name that a project has", { project: "astro" }, ["project"]],
    ["a reserved name", { project: "root" }, ["project"]],
    ["no description", { description: " " }, ["description"]],
  ])("doesn't get %s", async (_, values, faults) => {
    const request = await founding(`stones${values.project ?? ""}`);
    const { submit } = await open(ada, request);
    expect(faultsOf(await desk.expectNoTrace(() => submit(values)))).toEqual(faults);
  });

  it("doesn't get a name for which someone else asks, no matter who asked first", async () => {
    const [first, second] = [await founding("sand"), await founding("dust")];
    for (const [request, project] of [
      [first, "dust"],
      [second, "sand"],
    ] as const) {
      const { submit } = await open(ada, request);
      const reply = await desk.expectNoTrace(() => submit({ project }));
      expect(faultsOf(reply)).toEqual(["project"]);
    }
  });

  it("is named by the site's rule", async () => {
    const request = await founding("lab-gravel");
    await correct(ada, request, { project: "Gravels" }, withPrefix);
    expect((await desk.recordOf(request)).request.project).toBe("lab-gravels");
    const another = await founding("lab-ddunn");
    const { submit } = await open(ada, another, byUsername);
    expect(faultsOf(await desk.expectNoTrace(() => submit({ project: "mine" })))).toEqual(["project"]);
    await submit({ project: "lab-ddunn7" });
    expect((await desk.recordOf(another)).request.project).toBe("lab-ddunn7");
  });
});

describe("The form stays open with what was typed", () => {
  it.each([
    ["a username that is taken", { username: "taken" }, ["username"]],
    ["no username", { username: "" }, ["username"]],
    ["a username with a space", { username: "a b" }, ["username"]],
    ["a project that doesn't exist", { project: "nowhere!" }, ["project"]],
    ["a new project that exists", { projectKind: "new" }, ["project"]],
    ["a guest as the PI", { person: guest.user }, ["person"]],
    ["the requester as the PI", { person: amy.user }, ["person"]],
    ["no PI for an existing project", { person: "" }, ["person"]],
    ["a person and someone else's address", { person: zed.user, mail: "cy@example.net" }, ["mail"]],
    ["something that isn't an address", { person: "", mail: "the director" }, ["mail"]],
  ])("for %s", async (_, values, faults) => {
    const request = await desk.store({ ...forAdmin, username: null });
    const named = await desk.store({ ...forAdmin, username: `u${request.id}` });
    const { submit } = await open(ada, named);
    expect(faultsOf(await desk.expectNoTrace(() => submit(values)))).toEqual(faults);
  });

  it("and the form says it while the person is still typing", async () => {
    const request = await desk.store({ ...forAdmin, username: "atyping" });
    const reply = await desk.act(amend, ada, {
      subject: request,
      values: { username: "taken", project: "astro", projectKind: "join" },
      isPreview: true,
    });
    expect(fieldOf(reply, "username").validation).toMatchObject({ isValid: false });
    expect(fieldOf(reply, "project").validation).toMatchObject({ isValid: true });
  });
});

describe("Two admins who correct the same request", () => {
  it("don't overwrite each other: what only one has changed is kept, and the second reads about it", async () => {
    const request = await desk.store({ ...forAdmin, username: "aboth" });
    const [first, second] = [await open(ada, request), await open(art, request)];
    await first.submit({ project: "astro" });
    const early = await desk.expectNoTrace(() => second.submit({ username: "abothtwo" }));
    expect(early.kind).toBe("invalid");
    await askAgain(request);
    const reply = await second.submit({ username: "abothtwo" });
    expect(JSON.stringify(reply)).toContain(ada.name);
    expect((await desk.recordOf(request)).request).toMatchObject({ project: "astro", username: "abothtwo" });
  });

  it("can't both change the same answer: the second reads who was first, and what it is now", async () => {
    const request = await desk.store({ ...forAdmin, username: "aclash" });
    const [first, second] = [await open(ada, request), await open(art, request)];
    await first.submit({ username: "aclashone" });
    await askAgain(request);
    const reply = await desk.expectNoTrace(() => second.submit({ username: "aclashtwo" }));
    expect(faultsOf(reply)).toEqual(["username"]);
    expect(JSON.stringify(reply)).toMatch(/Ada Okafor.*aclashone/);
    const same = await desk.expectNoTrace(() => second.submit({ username: "aclashone" }));
    expect(same.kind).toBe("message");
  });

  it("reads about a PI whom someone has changed with the other button", async () => {
    const request = await desk.store({ ...forAdmin, username: "aother" });
    const { submit } = await open(art, request);
    await desk.submit(changePi, ada, { person: dee.user }, request);
    await askAgain(request);
    const reply = await desk.expectNoTrace(() => submit({ person: zed.user }));
    expect(faultsOf(reply)).toEqual(["person"]);
  });
});

describe("The PI", () => {
  it("only moves it to another project of theirs, and is asked again", async () => {
    const request = await desk.store({ ...forPi, username: "apitwo", approvals: [anApproval(), fromBo()] });
    expect(fieldsOf(await desk.press(amend, bo, request))).toEqual(["project", "ends"]);
    await correct(bo, request, { project: "nmr", username: "ignored", person: zed.user });
    expect((await desk.recordOf(request)).request).toMatchObject({
      project: "nmr",
      username: "apitwo",
      piEmail: bo.email,
      approvals: [],
    });
  });

  it("can't move it to a project of someone else", async () => {
    const request = await desk.store({ ...forPi, username: "anotmine" });
    const { submit } = await open(bo, request);
    expect(faultsOf(await desk.expectNoTrace(() => submit({ project: "astro" })))).toEqual(["project"]);
  });

  it("waits until the admins have decided, where they decide first", async () => {
    const request = await desk.store({ ...forAdmin, username: "alater" });
    const reply = await desk.expectNoTrace(() => desk.submit(amend, bo, { project: "astro" }, request));
    expect(reply.kind).toBe("message");
  });
});

it("No one else corrects a request, and no admin their own", async () => {
  const request = await desk.store({ ...forPi, username: "anoone" });
  const own = await desk.store({ ...forPi, username: "anown", requesterUser: ada.user });
  const tries = [amy, zed, guest].map((actor) => [actor, request] as const);
  for (const [actor, about] of [...tries, [ada, own] as const]) {
    const reply = await desk.expectNoTrace(() => desk.submit(amend, actor, { project: "astro" }, about));
    expect(reply.kind).toBe("message");
  }
});

it.each([
  ["was decided", { status: "running", stage: "create-accounts" }],
  ["has ended", { status: "refused", stage: "await-admin" }],
  ["is about quotas", { ...forAdmin, kind: "quota" }],
] as const)("It can't be corrected if it %s", async (_, state) => {
  const request = await desk.store({ ...state, username: null, project: `p-${state.status}` });
  const reply = await desk.expectNoTrace(() => desk.submit(amend, ada, { project: "astro" }, request));
  expect(reply.kind).toBe("message");
});
