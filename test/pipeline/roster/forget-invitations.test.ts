import { afterAll, expect, it } from "vitest";
import { eraseAccount } from "../../../src/commands/erase-account.ts";
import { closeAccount, findAccountByUsername } from "../../../src/db/accounts.ts";
import { expireInvitations, forgetInvitations } from "../../../src/db/invitations.ts";
import { acceptInvitation } from "../../../src/handlers/actions/accept-invitation.ts";
import { inviteMember } from "../../../src/handlers/actions/invite-member.ts";
import { aRoster, ivy } from "../../handlers/a-roster.ts";
import { aPerson, bo } from "../../handlers/an-interaction.ts";
import { DAY, later } from "../../in-memory/pipeline-deps.ts";

const desk = await aRoster();
afterAll(() => desk.close());
const { context, database } = desk;
const names = async () => (await desk.invitations()).map(({ name }) => name).toSorted();

it("Old invitations are forgotten with the addresses in them, but not while a request came from one", async () => {
  await desk.fill(inviteMember, bo, "optics", { mail: "eve@elsewhere.example" });
  await desk.fill(inviteMember, bo, "optics", { person: ivy.user });
  await desk.type(acceptInvitation, ivy, (await desk.invitations()).at(-1)?.id ?? "");
  expect(await forgetInvitations(database.db, later(200 * DAY))).toBe(0);
  await expireInvitations(database.db, later(15 * DAY));
  expect(await forgetInvitations(database.db, later(13 * DAY))).toBe(0);
  await forgetInvitations(database.db, later(200 * DAY));
  expect(await names()).toEqual(["Ivy Iven"]);
  await database.query("update requests set status = 'closed' where kind = 'membership'");
  await forgetInvitations(database.db, later(200 * DAY));
  expect(await names()).toEqual([]);
});

it("Someone who is deleted everywhere is in no invitation anymore", async () => {
  const eve = aPerson("Eve Elm");
  context.chat.people.set(eve.user, eve);
  await desk.fill(inviteMember, bo, "optics", { person: ivy.user });
  await desk.fill(inviteMember, bo, "optics", { person: eve.user });
  const account = await findAccountByUsername(database.db, "iiven");
  await closeAccount(database.db, account?.id ?? 0, later(-31 * DAY));
  for await (const _ of eraseAccount("iiven", context));
  expect(await names()).toEqual(["Eve Elm"]);
});
