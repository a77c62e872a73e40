import { afterAll, describe, expect, it } from "vitest";
import { quarantineAddress } from "../../../src/db/quarantined-addresses.ts";
import { requestAccount } from "../../../src/handlers/actions/request-account.ts";
import { TooManyRequestsError } from "../../../src/pipeline/create-request.ts";
import { isPin } from "../../../src/pipeline/passwords/pin.ts";
import { anAccount } from "../../in-registry.ts";
import { forAdmin } from "../a-stored-request.ts";
import { aPerson, bo, guest, zed } from "../an-interaction.ts";
import { faultsOf, fieldOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

let people = 0;

/** Someone who has requested nothing yet. */
function aNewcomer() {
  const name = `New${++people} Comer`;
  return desk.context.chat.addPerson(name);
}

const values = {
  givenName: "Nell",
  familyName: "Comer",
  projectKind: "join",
  project: "Astro",
  pi: bo.user,
  reason: "For my thesis",
  username: "",
  pin: "4711",
};

const requestsOf = (user: string) =>
  desk.database.query<{ id: number }>("select id from requests where requester_user = $1 order by id", [
    user,
  ]);

async function theRequestOf({ user }: { readonly user: string }) {
  const [row, ...others] = await requestsOf(user);
  expect(others).toEqual([]);
  return desk.recordOf({ id: row?.id ?? 0 });
}

describe("the form", () => {
  it("Anyone in the chat can open it, and it begins with their name", async () => {
    const newcomer = aNewcomer();
    const shown = await desk.press(requestAccount, newcomer);
    expect(fieldsOf(shown)).toEqual([
      "givenName",
      "familyName",
      "projectKind",
      "project",
      "pi",
      "reason",
      "username",
      "pin",
    ]);
    expect(fieldOf(shown, "givenName").initial).toBe(newcomer.givenName);
    expect(fieldOf(shown, "familyName").initial).toBe("Comer");
  });

  it("It asks for an SSH key only where a system takes one", async () => {
    const site = await newDesk({ asksSshKey: true }, desk.database);
    expect(fieldsOf(await site.press(requestAccount, aNewcomer()))).toContain("sshPublicKey");
  });

  it("Project, PI and username are checked while it is being filled in, and nothing is written", async () => {
    await anAccount(db, "taken", { project: { name: "astro" } });
    const preview = (but: Record<string, string>) => {
      const interaction = { values: { ...values, ...but }, isPreview: true };
      return desk.expectNoTrace(() => desk.act(requestAccount, zed, interaction));
    };
    const validationsIn = async (but: Record<string, string>) => {
      const reply = await preview(but);
      const fields = reply.kind === "form" ? reply.form.fields : [];
      return Object.fromEntries(
        fields.flatMap(({ name, validation }) => (validation ? [[name, validation.isValid]] : [])),
      );
    };
    expect(await validationsIn({ username: "free" })).toEqual({ project: true, pi: true, username: true });
    expect(await validationsIn({ username: "taken", pi: guest.user, project: "nowhere" })).toEqual({
      project: false,
      pi: false,
      username: false,
    });
  });

  it("A guest, and someone without an email address, can't request an account", async () => {
    const nameless = aPerson("Nan Nil", { email: undefined });
    for (const actor of [guest, nameless]) {
      for (const act of [
        () => desk.press(requestAccount, actor),
        () => desk.submit(requestAccount, actor, values),
      ]) {
        expect((await desk.expectNoTrace(act)).kind).toBe("message");
      }
    }
  });
});

describe("a submitted form", () => {
  it("becomes a request for the person who sent it, who is told, and its PIN is stored only as a hash", async () => {
    const newcomer = aNewcomer();
    expect((await desk.submit(requestAccount, newcomer, values)).kind).toBe("none");
    const { request, ...record } = await theRequestOf(newcomer);
    expect(record).toMatchObject({
      state: ["running", "verify-identity", null],
      events: [`requested by ${newcomer.user}`],
      notifications: [`received to ${newcomer.user}`],
    });
    expect(request).toMatchObject({
      kind: "account",
      givenName: "Nell",
      familyName: "Comer",
      email: newcomer.email,
      project: "astro",
      piName: bo.name,
      piEmail: bo.email,
      piUser: bo.user,
      details: { reason: "For my thesis", newProject: false },
      runAt: desk.context.now(),
    });
    expect(request.pinHash).not.toContain(values.pin);
    expect(await isPin(values.pin, request.pinHash ?? "", desk.context.secretKey)).toBe(true);
  });

  it("needs no PI for a new project, and keeps the username that was chosen", async () => {
    const newcomer = aNewcomer();
    const own = { ...values, projectKind: "new", project: "comets", pi: "", username: "Nelly" };
    await desk.submit(requestAccount, newcomer, own);
    expect((await theRequestOf(newcomer)).request).toMatchObject({
      project: "comets",
      piEmail: null,
      details: { newProject: true, wantedUsername: "nelly" },
    });
  });

  it("goes to an unverified address when there is no other, because that only gets emails", async () => {
    const newcomer = { ...aNewcomer(), email: undefined, unverifiedEmail: "nell@example.net" };
    await desk.submit(requestAccount, newcomer, values);
    expect((await theRequestOf(newcomer)).request.email).toBe("nell@example.net");
  });

  it("is one request, even when it arrives twice", async () => {
    const newcomer = aNewcomer();
    const interaction = { values, deliveryId: "form:one" };
    await Promise.all([1, 2].map(() => desk.act(requestAccount, newcomer, interaction)));
    expect((await theRequestOf(newcomer)).events).toHaveLength(1);
  });

  it("is put on hold, and no one is told, if spam came from its address before", async () => {
    const newcomer = aNewcomer();
    const { id: requestId } = await desk.store();
    const quarantinedAt = desk.context.now();
    await quarantineAddress(db, { email: newcomer.email ?? "", requestId, quarantinedAt });
    await desk.submit(requestAccount, newcomer, values);
    expect(await theRequestOf(newcomer)).toMatchObject({
      state: ["quarantined", "verify-identity", null],
      events: [`quarantined by ${newcomer.user}`],
      notifications: [],
    });
  });

  it.each<[string, Record<string, string>, string[]]>([
    ["no name at all", { givenName: " ", familyName: "-" }, ["familyName"]],
    ["an address as a last name", { familyName: "a@example.org" }, ["familyName"]],
    ["a project name with spaces", { project: "my project" }, ["project"]],
    ["a short PIN", { pin: "12" }, ["pin"]],
    ["no PI for an existing project", { pi: "" }, ["pi"]],
    ["a guest as the PI", { pi: guest.user }, ["pi"]],
    ["a PI who has left the chat", { pi: "slack:UGONE" }, ["pi"]],
    ["a reserved username", { username: "root" }, ["username"]],
    ["a name in another script without a username", { givenName: "ليلى" }, ["username"]],
    ["several mistakes", { pin: "x", project: "" }, ["pin", "project"]],
  ])("with %s stays open and writes nothing", async (_, mistake, fields) => {
    const newcomer = aNewcomer();
    const reply = await desk.expectNoTrace(() =>
      desk.submit(requestAccount, newcomer, { ...values, ...mistake }),
    );
    expect([faultsOf(reply)].flat().toSorted()).toEqual(fields);
  });

  it("with a username that is taken, reserved by a request, or in the directory stays open", async () => {
    const newcomer = aNewcomer();
    await anAccount(db, "inregistry");
    await desk.store({ ...forAdmin, username: "inrequest" });
    desk.context.namespace.addPerson("indirectory");
    for (const username of ["inregistry", "inrequest", "indirectory"]) {
      const reply = await desk.expectNoTrace(() =>
        desk.submit(requestAccount, newcomer, { ...values, username }),
      );
      expect(faultsOf(reply)).toEqual(["username"]);
    }
  });

  it("with hidden characters in a name is accepted, with a remark for the admins", async () => {
    const newcomer = aNewcomer();
    await desk.submit(requestAccount, newcomer, { ...values, familyName: "\u202eremoC" });
    expect((await theRequestOf(newcomer)).request).toMatchObject({
      familyName: "remoC",
      details: { remarks: [expect.stringContaining("remoC")] },
    });
  });
});

describe("someone who already has an open request", () => {
  it("sees that request instead of a form", async () => {
    const newcomer = aNewcomer();
    await desk.submit(requestAccount, newcomer, values);
    const { request } = await theRequestOf(newcomer);
    const reply = await desk.press(requestAccount, newcomer);
    expect(reply).toMatchObject({ kind: "message", notice: { request: { id: request.id } } });
    const buttons = reply.kind === "message" ? reply.notice.buttons : [];
    expect(buttons?.map(({ action }) => action)).toEqual(["withdraw", "request-account"]);
  });

  it("doesn't get a second one", async () => {
    const newcomer = aNewcomer();
    await desk.submit(requestAccount, newcomer, values);
    const reply = await desk.expectNoTrace(() => desk.submit(requestAccount, newcomer, values));
    expect(reply.kind).toBe("message");
  });

  it("can request something else instead, which withdraws the first", async () => {
    const newcomer = aNewcomer();
    const draft = { requesterUser: newcomer.user, email: newcomer.email ?? "", username: "nellc" };
    const first = await desk.store({ ...forAdmin, ...draft });
    expect(await desk.press(requestAccount, newcomer, first)).toMatchObject({
      kind: "form",
      form: { request: { id: first.id } },
    });
    // They can keep the username that the first request has reserved.
    const other = { ...values, project: "comets", username: "nellc" };
    const interaction = { values: other, subject: first, deliveryId: "form:instead" };
    expect((await desk.act(requestAccount, newcomer, interaction)).kind).toBe("none");
    const [, second] = await requestsOf(newcomer.user);
    expect((await desk.recordOf(first)).events.at(-1)).toBe(`withdrawn by ${newcomer.user}`);
    expect((await desk.recordOf({ id: second?.id ?? 0 })).request).toMatchObject({
      project: "comets",
      status: "running",
    });

    // The same form once more is still the same request.
    const again = await desk.expectNoTrace(() => desk.act(requestAccount, newcomer, interaction));
    expect(again.kind).toBe("message");
  });

  it("keeps the first request when the new form has a mistake, or when the first can no longer be withdrawn", async () => {
    const newcomer = aNewcomer();
    const draft = { requesterUser: newcomer.user, email: newcomer.email ?? "" };
    const first = await desk.store({ ...forAdmin, ...draft });
    const mistake = { ...values, pin: "" };
    const reply = await desk.expectNoTrace(() => desk.submit(requestAccount, newcomer, mistake, first));
    expect(faultsOf(reply)).toEqual(["pin"]);

    await desk.database.query(
      "update requests set status = 'running', stage = 'create-accounts', waits_for = null where id = $1",
      [first.id],
    );
    const late = await desk.expectNoTrace(() => desk.submit(requestAccount, newcomer, values, first));
    expect(late.kind).toBe("message");
  });

  it("No one can replace someone else's request", async () => {
    const first = await desk.store(forAdmin);
    for (const actor of [bo, zed]) {
      for (const act of [
        () => desk.press(requestAccount, actor, first),
        () => desk.submit(requestAccount, actor, values, first),
      ]) {
        expect((await desk.expectNoTrace(act)).kind).toBe("message");
      }
    }
  });
});

it("After ten requests within an hour, a person has to wait", async () => {
  const newcomer = aNewcomer();
  for (let number = 0; number < 10; number++) {
    await desk.store({
      requesterUser: newcomer.user,
      kind: "membership",
      status: "closed",
    });
  }
  const submitted = desk.submit(requestAccount, newcomer, values);
  await expect(submitted).rejects.toThrow(TooManyRequestsError);
  expect(await requestsOf(newcomer.user)).toHaveLength(10);
});
