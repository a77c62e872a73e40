import { afterAll, beforeAll, expect, it } from "vitest";
import { findPersonById } from "../../../src/db/people.ts";
import { requestMembership } from "../../../src/handlers/actions/request-membership.ts";
import { requestQuota } from "../../../src/handlers/actions/request-quota.ts";
import { showHome } from "../../../src/handlers/actions/show-home.ts";
import { showStatus } from "../../../src/handlers/actions/show-status.ts";
import { mergePeople } from "../../../src/pipeline/merge-people.ts";
import { anAccount } from "../../in-registry.ts";
import { aPerson, bo, guest, zed } from "../an-interaction.ts";
import { faultsOf, fieldOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const owner = aPerson("Olga Olden");
beforeAll(async () => {
  for (const [at, name] of ["comets", "stars", "moons"].entries())
    desk.context.namespace.addGroup(name, 4801 + at);
  await anAccount(db, "oolden", {
    chatUser: owner.user,
    givenName: "Olga",
    familyName: "Olden",
    email: "olga@example.org",
  });
});

const values = { project: "Comets", pi: bo.user, reason: "We watch them together" };

const membershipsOf = async (user: string) => {
  const rows = await desk.database.query<{ id: number }>(
    "select id from requests where requester_user = $1 and kind = 'membership' order by id",
    [user],
  );
  return Promise.all(rows.map((row) => desk.recordOf(row)));
};

it("Someone with an account requests to join a project with that account", async () => {
  expect(fieldsOf(await desk.press(requestMembership, owner))).toEqual(["project", "pi", "reason"]);
  expect((await desk.submit(requestMembership, owner, values)).kind).toBe("none");
  expect(await membershipsOf(owner.user)).toMatchObject([
    {
      state: ["running", "verify-member", null],
      events: [`requested by ${owner.user}`],
      notifications: [`received to ${owner.user}`],
      request: {
        username: "oolden",
        email: "olga@example.org",
        project: "comets",
        piEmail: bo.email,
        piUser: bo.user,
        details: { reason: values.reason },
        pinHash: null,
      },
    },
  ]);
});

it("Someone with several accounts chooses which one joins, in the form or in the command, and each can join", async () => {
  const twin = aPerson("Tess Twin");
  const own = await anAccount(db, "ttwin", { chatUser: twin.user, email: "tess@example.org" });
  const robot = await anAccount(db, "ttwin-robot");
  const [kept, merged] = await Promise.all(
    [own, robot].map(({ account }) => findPersonById(db, account.personId)),
  );
  if (!kept || !merged) throw new Error("The registry has no such person");
  await mergePeople(kept, merged, { id: "cli:root", name: "root" }, desk.context);
  const form = await desk.type(requestMembership, twin, "comets TTWIN-robot");
  expect(fieldsOf(form)).toEqual(["account", "project", "pi", "reason"]);
  expect(fieldOf(form, "account")).toMatchObject({
    kind: "select",
    choices: [{ value: "ttwin" }, { value: "ttwin-robot" }],
    initial: "ttwin-robot",
  });
  expect(fieldOf(form, "project")).toMatchObject({ initial: "comets" });
  for (const account of ["ttwin", "ttwin-robot"])
    expect((await desk.submit(requestMembership, twin, { ...values, account })).kind).toBe("none");
  expect((await membershipsOf(twin.user)).map(({ request }) => request.username)).toEqual([
    "ttwin",
    "ttwin-robot",
  ]);
  // No one joins with the account of someone else.
  const reply = await desk.expectNoTrace(() =>
    desk.submit(requestMembership, twin, { ...values, account: "oolden" }),
  );
  expect(faultsOf(reply)).toEqual(["account"]);
  for (const shown of [await desk.press(showHome, twin), await desk.type(showStatus, twin, "")])
    expect(JSON.stringify(shown)).toContain("ttwin, ttwin-robot");
  const quota = await desk.type(requestQuota, twin, "astro ttwin-robot");
  expect(fieldOf(quota, "account")).toMatchObject({ initial: "ttwin-robot" });
});

it("The same project is requested once, and another one in its own request", async () => {
  const reply = await desk.expectNoTrace(() => desk.submit(requestMembership, owner, values));
  expect(reply.kind).toBe("message");
  expect((await desk.submit(requestMembership, owner, { project: "stars" })).kind).toBe("none");
  expect((await membershipsOf(owner.user)).at(-1)).toMatchObject({
    request: { project: "stars", piEmail: null, piUser: null },
  });
});

it("The command fills in the project", async () => {
  const reply = await desk.type(requestMembership, owner, "astro");
  expect(fieldOf(reply, "project")).toMatchObject({ initial: "astro", validation: { isValid: true } });
});

it("Someone without an account, and a guest, can't join a project", async () => {
  for (const actor of [zed, guest]) {
    for (const act of [
      () => desk.press(requestMembership, actor),
      () => desk.submit(requestMembership, actor, values),
    ]) {
      expect((await desk.expectNoTrace(act)).kind).toBe("message");
    }
  }
});

it("An account that is linked to someone else isn't used, whatever address a profile has", async () => {
  const heir = { ...zed, email: "olga@example.org" };
  const reply = await desk.submit(requestMembership, heir, values);
  expect(reply.kind).toBe("message");
  expect(await desk.database.query("select 1 from requests where requester_user = $1", [heir.user])).toEqual(
    [],
  );
});

it.each<[string, Record<string, string>, string[]]>([
  ["no project", { project: "" }, ["project"]],
  ["a project name with spaces", { project: "my project" }, ["project"]],
  ["a guest as the PI", { pi: guest.user }, ["pi"]],
  ["a PI who has left the chat", { pi: "slack:UGONE" }, ["pi"]],
])("A form with %s stays open and writes nothing", async (_, mistake, fields) => {
  const filledIn = { ...values, project: "moons", ...mistake };
  const reply = await desk.expectNoTrace(() => desk.submit(requestMembership, owner, filledIn));
  expect(faultsOf(reply)).toEqual(fields);
});
