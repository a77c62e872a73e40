import { afterAll, describe, expect, it } from "vitest";
import { validatePi, validateProject, validateUsername } from "../../src/handlers/field-validators.ts";
import { validateFields } from "../../src/handlers/validate-fields.ts";
import type { Form } from "../../src/view/form.ts";
import { anAccount } from "../in-registry.ts";
import { forAdmin } from "./a-stored-request.ts";
import { bo, guest } from "./an-interaction.ts";
import { newDesk } from "./desk.ts";

const desk = await newDesk({
  projects: { named: { pi: "head@example.org" } },
  otherGroups: [{ name: "robots", title: "Robot lab", system: "ldap", decider: "admin" }],
});
const { context } = desk;
const { db } = desk.database;
afterAll(() => desk.close());

await anAccount(db, "taken", { project: { name: "astro", piName: "Bo Birch" } });
await anAccount(db, "other", { project: { name: "headless", piEmail: null } });
context.namespace.addPerson("listed");
context.namespace.addGroup("oldgroup", 4000);
context.namespace.addGroup("robots", 4001);

describe("a username", () => {
  const isValid = async (username: string, requestId?: number) =>
    (await validateUsername(username, context, requestId)).isValid;

  it("is available if no one has it, in upper or lower case", async () => {
    expect(await isValid("free")).toBe(true);
    expect(await isValid("FREE")).toBe(true);
  });

  it("isn't available if an account, a request or the directory has it, or if it is reserved", async () => {
    const request = await desk.store({ ...forAdmin, username: "wanted" });
    for (const username of ["taken", "listed", "wanted", "root", "Taken"]) {
      expect(await isValid(username)).toBe(false);
    }
    expect(await isValid("wanted", request.id)).toBe(true);
  });

  it.each(["1st", "a b", "ü", "a".repeat(33)])("can't be %s", async (username) => {
    expect(await isValid(username)).toBe(false);
  });
});

describe("a project", () => {
  const check = (name: string, projectKind: string, deps = context) =>
    validateProject(name, { projectKind }, deps);

  it.each(["astro", "ASTRO", "oldgroup", "headless"])(
    "%s exists, so it can be joined but not started",
    async (name) => {
      expect(await check(name, "join")).toMatchObject({ isValid: true });
      expect(await check(name, "new")).toMatchObject({ isValid: false });
    },
  );

  it("that doesn't exist can be started but not joined", async () => {
    expect(await check("comets", "new")).toMatchObject({ isValid: true });
    expect(await check("comets", "join")).toMatchObject({ isValid: false });
  });

  it("that would be a group with its own decider can be neither joined nor started", async () => {
    for (const kind of ["join", "new"]) expect(await check("robots", kind)).toMatchObject({ isValid: false });
  });

  it("says who will be asked: the PI in the registry, or the one in the settings", async () => {
    expect((await check("astro", "join"))?.text).toContain("Bo Birch");
    expect((await check("named", "join"))?.text).toContain("head@example.org");
    expect((await check("headless", "join"))?.text).not.toContain("@");
  });

  it("isn't judged when only the registry could know it", async () => {
    const registryAlone = { ...context, namespace: undefined };
    expect(await validateProject("comets", { projectKind: "join" }, registryAlone)).toBeUndefined();
  });

  it("can't have a name that no system accepts", async () => {
    for (const kind of ["join", "new"]) {
      expect(await check("my project", kind)).toMatchObject({ isValid: false });
    }
  });
});

describe("a PI", () => {
  it("is a full member of the chat", async () => {
    expect(await validatePi(bo.user, {}, context)).toMatchObject({ isValid: true });
    for (const user of [guest.user, "slack:UNOBODY"]) {
      expect(await validatePi(user, {}, context)).toMatchObject({ isValid: false });
    }
  });
});

describe("a form that is being filled in", () => {
  const form: Form = {
    action: "request-account",
    title: "Request an account",
    fields: [
      { name: "pi", label: "PI", kind: "person" },
      { name: "reason", label: "Reason", kind: "text" },
    ],
  };
  const fieldsWith = async (values: Record<string, string>, validators = { pi: validatePi }) =>
    (await validateFields(form, validators, values, context)).fields;

  it("has a hint at each field that was filled in, and none at a blank one", async () => {
    const [filled, untouched] = await fieldsWith({ pi: bo.user, reason: "a thesis" });
    expect(filled).toMatchObject({ validateOnChange: true, validation: { isValid: true } });
    expect(untouched).toEqual(form.fields[1]);
    const [blank] = await fieldsWith({ pi: "  " });
    expect(blank).toMatchObject({ validateOnChange: true });
    expect(blank).not.toHaveProperty("validation");
  });

  it("stays usable while a system is down", async () => {
    context.chat.isAway = true;
    const [pi] = await fieldsWith({ pi: bo.user });
    context.chat.isAway = false;
    expect(pi?.validation).toMatchObject({ isValid: false });
  });

  it("doesn't hide an internal error", async () => {
    const buggy = async () => {
      throw new TypeError("a bug");
    };
    await expect(fieldsWith({ pi: bo.user }, { pi: buggy })).rejects.toThrow(TypeError);
  });
});
