import { afterAll, expect, it } from "vitest";
import { declineLink } from "../../../src/handlers/actions/decline-link.ts";
import { linkAccount } from "../../../src/handlers/actions/link-account.ts";
import { resetPassword } from "../../../src/handlers/actions/reset-password.ts";
import { anAccount } from "../../in-registry.ts";
import { ada } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";
import { watchLinks } from "../watch-links.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const { linkedTo, told, markFor } = watchLinks(desk.database);

it("A person who declines gets no rights, and the admins and the owner are told", async () => {
  const hal = desk.context.chat.addPerson("Hal Hope");
  await anAccount(db, "unwanted");
  await desk.type(linkAccount, ada, `unwanted @${hal.user}`);
  await desk.type(declineLink, hal, await markFor(hal.user));
  expect(await linkedTo("unwanted")).toBeNull();
  expect(await told("link-declined")).toEqual([
    "link-declined to unwanted@example.org",
    `link-declined to ${desk.context.rules.adminChannels[0]}`,
  ]);
  const reply = await desk.expectNoTrace(() => desk.press(resetPassword, hal));
  expect(reply.kind).toBe("message");
});

it("A person who was linked by address and declines isn't linked anymore", async () => {
  const ivo = desk.context.chat.addPerson("Ivo Idle");
  await anAccount(db, "ivo");
  await desk.press(resetPassword, ivo);
  await desk.type(linkAccount, ada, `ivo @${ivo.user}`);
  await desk.type(declineLink, ivo, await markFor(ivo.user));
  expect(await desk.database.query("select state from identities where value = $1", [ivo.user])).toEqual([
    { state: "declined" },
  ]);
});
