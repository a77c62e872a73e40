import { afterAll, expect, it } from "vitest";
import { findAccountByUsername } from "../../../src/db/accounts.ts";
import { findPersonById } from "../../../src/db/people.ts";
import { readPerson } from "../../../src/db/read-person.ts";
import { keepEmail } from "../../../src/handlers/actions/keep-email.ts";
import { otherAddresses } from "../../../src/pipeline/people/other-addresses.ts";
import { addressMark } from "../../../src/pipeline/people/report-address.ts";
import { anAccount } from "../../in-registry.ts";
import { ada, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

it("An address that an admin leaves as it is stays, and no one is asked about the other one again", async () => {
  const { chat } = desk.context;
  const kim = chat.addPerson("Kim Keep", { email: "kim.private@example.net" });
  const { account } = await anAccount(db, "kkeep", { chatUser: kim.user });
  const person = await findPersonById(db, account.personId);
  if (!person) throw new Error("The registry has no Kim");
  const mark = addressMark({ person, address: "kim.private@example.net" });
  await desk.type(keepEmail, zed, mark);
  expect(await otherAddresses(person, desk.context)).toHaveLength(1);
  await desk.type(keepEmail, ada, mark);
  expect(await otherAddresses(person, desk.context)).toEqual([]);
  expect((await findAccountByUsername(db, "kkeep"))?.email).toBe("kkeep@example.org");
  expect((await readPerson(db, person.id)).events.map(({ kind, actor }) => `${kind} by ${actor}`)).toEqual([
    `email-kept by ${ada.user}`,
  ]);
});
