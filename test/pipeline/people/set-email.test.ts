import { afterAll, expect, it } from "vitest";
import { compareAddresses } from "../../../src/commands/compare-addresses.ts";
import { findAccountByEmail, findAccountByUsername } from "../../../src/db/accounts.ts";
import { insertNotification, sendUndeliveredAgain } from "../../../src/db/notifications.ts";
import { planEmailChange, setEmail } from "../../../src/pipeline/people/set-email.ts";
import type { Rules } from "../../../src/pipeline/pipeline-deps.ts";
import type { Person } from "../../../src/provisioners/provisioner.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const by = { id: "command-line:root", name: "root (command line)" };

/** A system that stores addresses, besides the one that stores none. */
function depsWithMail(rules: Partial<Rules> = {}) {
  const deps = inMemoryDeps(db, rules);
  const addresses = new Map<string, string>();
  const mail = {
    ...deps.system,
    name: "Mail",
    isAway: false,
    async setEmail({ username }: Person, email: string) {
      if (mail.isAway) throw new Error("The system doesn't respond");
      addresses.set(username, email);
      return `${username} has the address ${email} now`;
    },
  };
  return { ...deps, provisioners: [deps.system, mail], mail, addresses };
}

async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}
const told = (person: string) =>
  database.query(
    "select to_email as to from notifications where template = 'email-changed' and data ->> 'email' = $1 order by id",
    [person],
  );

it("Messages that came back from the old address go to the new one when they are sent again, and those to others don't change", async () => {
  const deps = depsWithMail();
  await anAccount(db, "returned");
  const request = await storedRequest(db, {
    username: "returned",
    email: "returned@example.org",
    kind: "quota",
    stage: "close",
  });
  for (const toEmail of ["Returned@example.org", "bo@example.org"]) {
    const message = {
      key: `to ${toEmail}`,
      template: "received",
      via: "email",
      toName: "x",
      toEmail,
      toUser: null,
    } as const;
    await insertNotification(db, { ...message, requestId: request.id }, deps.now());
  }
  await database.query("update notifications set run_at = null where request_id = $1", [request.id]);
  await linesOf(setEmail("returned@example.org", "returned.new@example.org", by, deps));
  expect(await sendUndeliveredAgain(db, request.id, deps.now())).toBe(2);
  expect(
    await database.query("select to_email as to from notifications where request_id = $1 order by id", [
      request.id,
    ]),
  ).toEqual([{ to: "returned.new@example.org" }, { to: "bo@example.org" }]);
});

it("The plan names each system that stores the address, and changes nothing", async () => {
  const deps = depsWithMail();
  await anAccount(db, "planned");
  const plan = (await linesOf(planEmailChange("planned", "planned.new@example.org", deps))).join("\n");
  expect(plan).toContain("Mail: planned");
  expect(plan).not.toContain(`${deps.system.name}: `);
  expect(deps.addresses.size).toBe(0);
  expect((await findAccountByUsername(db, "planned"))?.email).toBe("planned@example.org");
});

it("The address changes in the systems and in the registry, is recorded, and both addresses are told", async () => {
  const deps = depsWithMail();
  const { account } = await anAccount(db, "moved", { chatUser: "slack:UMOVED" });
  await linesOf(setEmail("moved@example.org", "moved.new@example.org", by, deps));
  expect(deps.addresses.get("moved")).toBe("moved.new@example.org");
  expect(await findAccountByUsername(db, "moved")).toMatchObject({
    email: "moved.new@example.org",
    chatUser: "slack:UMOVED",
  });
  expect(await findAccountByEmail(db, "moved.new@example.org")).toMatchObject({ username: "moved" });
  // The old address may get another owner.
  expect(await findAccountByEmail(db, "moved@example.org")).toBeUndefined();
  expect(
    await database.query("select kind, actor, note from events where person_id = $1", [account.personId]),
  ).toEqual([{ kind: "email-changed", actor: by.id, note: "moved@example.org → moved.new@example.org" }]);
  expect(await told("moved.new@example.org")).toEqual([
    { to: "moved@example.org" },
    { to: "moved.new@example.org" },
  ]);
  // And back again.
  await linesOf(setEmail("moved", "moved@example.org", by, deps));
  expect(await findAccountByEmail(db, "moved@example.org")).toMatchObject({ username: "moved" });
});

it("If a system doesn't respond, the registry keeps the old address, so that the command can be repeated", async () => {
  const deps = depsWithMail();
  await anAccount(db, "away");
  deps.mail.isAway = true;
  await expect(linesOf(setEmail("away", "away.new@example.org", by, deps))).rejects.toThrow("respond");
  expect((await findAccountByUsername(db, "away"))?.email).toBe("away@example.org");
  deps.mail.isAway = false;
  await linesOf(setEmail("away", "away.new@example.org", by, deps));
  expect((await findAccountByUsername(db, "away"))?.email).toBe("away.new@example.org");
});

it.each([
  ["that belongs to someone else", "refused", "taken@example.org"],
  ["that is none", "refused", "not an address"],
  ["that they already have", "refused", "refused@example.org"],
  ["for a person whom no one knows", "nobody", "new@example.org"],
])("An address %s is refused", async (_, who, address) => {
  const deps = depsWithMail();
  if (!(await findAccountByUsername(db, "taken"))) await anAccount(db, "taken");
  if (!(await findAccountByUsername(db, "refused"))) await anAccount(db, "refused");
  await expect(linesOf(setEmail(who, address, by, deps))).rejects.toThrow(/\w/);
  expect(deps.addresses.size).toBe(0);
});

it("In a dry run, only the registry changes", async () => {
  const deps = depsWithMail({ dryRun: true });
  await anAccount(db, "dry");
  await linesOf(setEmail("dry", "dry.new@example.org", by, deps));
  expect(deps.addresses.size).toBe(0);
});

it("A linked person whose address in the chat is another one is listed with the command that changes it", async () => {
  const deps = depsWithMail();
  const nora = deps.chat.addPerson("Nora New", { email: "nora.new@example.org" });
  await anAccount(db, "nnew", { chatUser: nora.user });
  const drift = [];
  for await (const each of compareAddresses(deps)) drift.push(each);
  expect(drift).toMatchObject([{ of: "nnew", what: expect.stringContaining("set-email nnew nora.new@") }]);
  deps.chat.isAway = true;
  for await (const each of compareAddresses(deps)) expect(each.outcome).toBe("failed");
});
