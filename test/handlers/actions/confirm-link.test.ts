import { afterAll, expect, it } from "vitest";
import { confirmLink } from "../../../src/handlers/actions/confirm-link.ts";
import { declineLink } from "../../../src/handlers/actions/decline-link.ts";
import { linkAccount } from "../../../src/handlers/actions/link-account.ts";
import { resetPassword } from "../../../src/handlers/actions/reset-password.ts";
import { anAccount } from "../../in-registry.ts";
import { ada, art, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";
import { watchLinks } from "../watch-links.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const { linkedTo, markFor } = watchLinks(desk.database);

it("A password link for the previous person is withdrawn once the new one confirms", async () => {
  const eve = desk.context.chat.addPerson("Eve Eden");
  const fay = desk.context.chat.addPerson("Fay Fox");
  await anAccount(db, "shared", { chatUser: eve.user });
  await desk.submit(resetPassword, eve, { way: "chat" });
  const [link] = await desk.database.query<{ id: number }>("select id from requests where kind = 'password'");
  const stateOfLink = async () => (await desk.recordOf({ id: link?.id ?? 0 })).state[0];
  await desk.type(linkAccount, ada, `shared @${fay.user}`);
  expect(await stateOfLink()).toBe("running");
  const mark = await markFor(fay.user);
  const first = await desk.type(confirmLink, fay, mark);
  expect(await stateOfLink()).toBe("withdrawn");
  // A second press must not read as if the first one hadn't counted.
  expect(await desk.expectNoTrace(() => desk.type(confirmLink, fay, mark))).toEqual(first);
});

it("Only the person who was asked can answer, and an answer that comes too late changes nothing", async () => {
  const gil = desk.context.chat.addPerson("Gil Gold");
  await anAccount(db, "asked");
  await desk.type(linkAccount, ada, `asked @${gil.user}`);
  const mark = await markFor(gil.user);
  for (const actor of [ada, zed, guest]) {
    await desk.expectNoTrace(() => desk.type(confirmLink, actor, mark));
    await desk.expectNoTrace(() => desk.type(declineLink, actor, mark));
  }
  for (const text of ["", "1", "00000000-0000-4000-8000-000000000000"])
    await desk.expectNoTrace(() => desk.type(confirmLink, gil, text));
  const before = desk.context.now();
  desk.context.setClock(new Date(before.getTime() + 15 * 86_400_000));
  await desk.expectNoTrace(() => desk.type(confirmLink, gil, mark));
  desk.context.setClock(before);
  expect(await linkedTo("asked")).toBeNull();
});

it("An admin can't propose themselves, but another admin can", async () => {
  await anAccount(db, "third");
  await desk.expectNoTrace(() => desk.type(linkAccount, ada, `third @${ada.user}`));
  await desk.type(linkAccount, art, `third @${ada.user}`);
  await desk.type(confirmLink, ada, await markFor(ada.user));
  expect(await linkedTo("third")).toBe(ada.user);
});
