import { afterAll, expect, it } from "vitest";
import { findAccountByUsername } from "../../../src/db/accounts.ts";
import { addIdentity, campusIdentity } from "../../../src/db/people.ts";
import { changeEmail } from "../../../src/handlers/actions/change-email.ts";
import { resetPassword } from "../../../src/handlers/actions/reset-password.ts";
import { UserError } from "../../../src/handlers/handler.ts";
import { reportChangedAddresses } from "../../../src/pipeline/jobs/report-changed-addresses.ts";
import { inMemoryDirectory } from "../../in-memory/in-memory-directory.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { ada, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
const { chat } = desk.context;
afterAll(() => desk.close());

const emailOf = async (username: string) => (await findAccountByUsername(db, username))?.email;
/** What the admins were asked about this person. */
const asked = (username: string) =>
  desk.database.query<{ mark: string; email: string; where: string }>(
    "select data ->> 'mark' as mark, data ->> 'email' as email, data ->> 'where' as where from notifications where template = 'address-differs' and to_user = $1 and data ->> 'label' = $2 order by id",
    [desk.context.rules.adminChannels[0] ?? "", username],
  );

/** Someone with an account whose address in the chat changes. */
async function aMarried(name: string, username: string) {
  const actor = chat.addPerson(name, { email: `${username}@example.org` });
  const { account } = await anAccount(db, username, { chatUser: actor.user });
  const changed = { ...actor, email: `${username}.new@example.org` };
  chat.people.set(actor.user, changed);
  return { actor: changed, account };
}

async function expectRefused(mark: string): Promise<void> {
  await desk.expectNoTrace(async () => {
    await expect(desk.type(changeEmail, ada, mark)).rejects.toThrow(UserError);
    return { kind: "none" };
  });
}

it("When a linked person shows another address, the admins are asked once, and one press changes it everywhere", async () => {
  const { actor } = await aMarried("Nora New", "nnew");
  await desk.press(resetPassword, actor);
  await desk.press(resetPassword, actor);
  await reportChangedAddresses(desk.context);
  const [question, ...more] = await asked("nnew");
  expect(question).toMatchObject({ email: "nnew.new@example.org", where: chat.name });
  expect(more).toEqual([]);

  await desk.type(changeEmail, zed, question?.mark ?? "");
  expect(await emailOf("nnew")).toBe("nnew@example.org");
  await desk.type(changeEmail, ada, question?.mark ?? "");
  expect(await emailOf("nnew")).toBe("nnew.new@example.org");
  expect(
    await desk.database.query(
      "select to_email as to from notifications where template = 'email-changed' order by id",
    ),
  ).toEqual([{ to: "nnew@example.org" }, { to: "nnew.new@example.org" }]);
  // A second press changes nothing more.
  await expectRefused(question?.mark ?? "");
});

it("A press changes nothing if the address has changed again, or if the button is about something else", async () => {
  const { actor } = await aMarried("Olga Old", "oold");
  await reportChangedAddresses(desk.context);
  const [question] = await asked("oold");
  chat.people.set(actor.user, { ...actor, email: "oold.third@example.org" });
  for (const mark of [question?.mark ?? "", "", "1", "999999 x@example.org", "1 attacker@example.net"])
    await expectRefused(mark);
  expect(await emailOf("oold")).toBe("oold@example.org");
});

it("An address that has changed in the campus directory is found by the campus ID", async () => {
  const directory = inMemoryDirectory();
  const context = { ...desk.context, directory };
  const { account } = await anAccount(db, "campusmarried");
  await addIdentity(db, account.personId, campusIdentity("c17"), { verifiedBy: "directory", now: START });
  directory.addPerson("c17", { emails: ["campusmarried@example.org"] });
  await reportChangedAddresses(context);
  expect(await asked("campusmarried")).toEqual([]);
  directory.addPerson("c17", { emails: ["c17.new@example.org"] });
  directory.isAway = true;
  await reportChangedAddresses(context);
  expect(await asked("campusmarried")).toEqual([]);
  directory.isAway = false;
  await reportChangedAddresses(context);
  expect(await asked("campusmarried")).toMatchObject([
    { email: "c17.new@example.org", where: directory.name },
  ]);
});
