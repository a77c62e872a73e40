import { afterAll, describe, expect, it } from "vitest";
import type { Actor } from "../../../src/chat/chat.ts";
import type { Reply, Values } from "../../../src/chat/interaction.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { amend } from "../../../src/handlers/actions/amend.ts";
import { changePi } from "../../../src/handlers/actions/change-pi.ts";
import { anApproval, fromBo } from "../../a-request.ts";
import { anAccount } from "../../in-registry.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, art, bo, dee, guest, zed } from "../an-interaction.ts";
import { faultsOf, fieldOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
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

/** What the form says when this person opens it, to be changed and submitted. */
async function open(actor: Actor, request: Request) {
  const reply = await desk.press(amend, actor, request);
  if (reply.kind !== "form") throw new Error(`A ${JSON.stringify(reply)} was shown instead of the form`);
  const shown = Object.fromEntries(reply.form.fields.map(({ name, initial = "" }) => [name, initial]));
  const submit = async (values: Values): Promise<Reply> =>
    desk.act(amend, actor, {
      subject: request,
      text: reply.form.about ?? "",
      values: { ...shown, ...values },
    });
  return { shown, submit };
}

const correct = async (actor: Actor, request: Request, values: Values) =>
  (await open(actor, request)).submit(values);

describe("An admin", () => {
  it("sees what the request says, and corrects all of it at once", async () => {
    const request = await desk.store({ ...forAdmin, username: "aash" });
    expect((await open(ada, request)).shown).toEqual({
      projectKind: "join",
      project: "lab",
      username: "aash",
      person: bo.user,
      mail: "",
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
    ["something that isn't an address", { person: "", mail: "the director" }, ["person"]],
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
    expect(fieldsOf(await desk.press(amend, bo, request))).toEqual(["project"]);
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
