import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../../../src/chat/chat.ts";
import { requestAccount } from "../../../src/handlers/actions/request-account.ts";
import { requestMembership } from "../../../src/handlers/actions/request-membership.ts";
import { requestProject } from "../../../src/handlers/actions/request-project.ts";
import { anAccount } from "../../in-registry.ts";
import { aPerson, bo, guest, zed } from "../an-interaction.ts";
import { faultsOf, fieldOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
const byAddress = await newDesk({ newProjects: { name: "lab-{localPart}" } }, desk.database);
const withPrefix = await newDesk({ newProjects: { name: "lab-{name}" } }, desk.database);
afterAll(() => desk.close());

const owner = aPerson("Olga Olden");
beforeAll(async () => {
  await anAccount(db, "oolden", {
    chatUser: owner.user,
    givenName: "Olga",
    familyName: "Olden",
    email: "Olga.Olden+acct@example.org",
  });
});

const values = { project: "Meteors", description: "Rocks that fell from the sky" };

const foundingsOf = async (user: string) => {
  const rows = await desk.database.query<{ id: number }>(
    "select id from requests where requester_user = $1 and kind = 'project' order by id",
    [user],
  );
  return Promise.all(rows.map((row) => desk.recordOf(row)));
};
const newest = async ({ user }: Actor) => (await foundingsOf(user)).at(-1)?.request;

it("Someone with an account asks for a new project, which they lead if they name no PI", async () => {
  expect(fieldsOf(await desk.press(requestProject, owner))).toEqual(["project", "description", "pi"]);
  expect((await desk.submit(requestProject, owner, values)).kind).toBe("none");
  expect(await foundingsOf(owner.user)).toMatchObject([
    {
      state: ["running", "verify-member", null],
      notifications: [`received to ${owner.user}`],
      request: {
        username: "oolden",
        project: "meteors",
        piEmail: null,
        details: { newProject: true, projectDescription: values.description },
      },
    },
  ]);
});

it("The same press that arrives twice, and a second request for the same name, are answered with the first", async () => {
  expect((await desk.submit(requestProject, owner, values)).kind).toBe("message");
  expect(await foundingsOf(owner.user)).toHaveLength(1);
});

it("Another PI can be named, and someone who names themselves leads the project", async () => {
  await desk.submit(requestProject, owner, { ...values, project: "comets", pi: bo.user });
  expect(await newest(owner)).toMatchObject({ project: "comets", piEmail: bo.email, piUser: bo.user });
  await desk.submit(requestProject, owner, { ...values, project: "auroras", pi: owner.user });
  expect(await newest(owner)).toMatchObject({ project: "auroras", piEmail: null, piUser: null });
});

it("Mistakes are explained next to their fields, and nothing is submitted", async () => {
  const before = (await foundingsOf(owner.user)).length;
  const wrong = { project: "Geo Logy", description: " " };
  expect(faultsOf(await desk.submit(requestProject, owner, wrong))).toEqual(["project", "description"]);
  expect(faultsOf(await desk.submit(requestProject, owner, { ...values, pi: guest.user }))).toEqual(["pi"]);
  expect(await foundingsOf(owner.user)).toHaveLength(before);
  const taken = await desk.act(requestProject, owner, { values: { ...values, project: "astro" } });
  expect(fieldOf(await desk.type(requestProject, owner, "astro"), "project")).toMatchObject({
    initial: "astro",
    validation: { isValid: false },
  });
  // The stage checks it again, because it can be founded in the meantime.
  expect(taken.kind).toBe("none");
});

it("Someone without an account can't", async () => {
  expect((await desk.press(requestProject, zed)).kind).toBe("message");
  expect((await desk.submit(requestProject, zed, values)).kind).toBe("message");
  expect(await foundingsOf(zed.user)).toEqual([]);
});

describe("The name by the site's rule", () => {
  it("isn't asked for if it comes from the founder's address, and a further project gets a numeral", async () => {
    const form = await byAddress.press(requestProject, owner);
    expect(fieldsOf(form)).toEqual(["description", "pi"]);
    expect(JSON.stringify(form)).toContain("lab-olga.olden");
    const { description } = values;
    for (const name of ["lab-olga.olden", "lab-olga.olden2", "lab-olga.olden3"]) {
      expect((await byAddress.submit(requestProject, owner, { description })).kind).toBe("none");
      expect((await newest(owner))?.project).toBe(name);
    }
  });

  it("is asked for if the address has nothing that a name can have", async () => {
    const odd = aPerson("Odd One");
    await anAccount(db, "odd", { chatUser: odd.user, email: "大@example.org" });
    expect(fieldsOf(await byAddress.press(requestProject, odd))).toEqual(["project", "description", "pi"]);
    await byAddress.submit(requestProject, odd, { ...values, project: "odd-things" });
    expect((await newest(odd))?.project).toBe("odd-things");
  });

  it("adds what belongs to it, once", async () => {
    for (const [entered, name] of [
      ["ions", "lab-ions"],
      ["lab-optics", "lab-optics"],
    ] as const) {
      await withPrefix.submit(requestProject, owner, { ...values, project: entered });
      expect((await newest(owner))?.project).toBe(name);
    }
  });
});

it("Someone with an account who asks for another one, or to join what isn't there, is offered a new project", async () => {
  const offers = (reply: unknown) => JSON.stringify(reply).includes('"request-project"');
  expect(offers(await desk.type(requestAccount, owner, ""))).toBe(true);
  const unknown = await desk.type(requestMembership, owner, "Nowhere");
  expect(unknown).toMatchObject({
    kind: "message",
    notice: { buttons: [{ action: "request-project", mark: "nowhere" }] },
  });
  expect(offers(await desk.submit(requestMembership, owner, { project: "nowhere" }))).toBe(true);
});
