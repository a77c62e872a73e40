import { afterAll, expect, it } from "vitest";
import { closeAccount, findAccountByUsername, markSuspended, reopenAccount } from "../../src/db/accounts.ts";
import { findProject } from "../../src/db/projects.ts";
import { listRoster } from "../../src/db/roster.ts";
import { project } from "../../src/handlers/actions/project.ts";
import { removeMember } from "../../src/handlers/actions/remove-member.ts";
import { withdraw } from "../../src/handlers/actions/withdraw.ts";
import { rosterByLink } from "../../src/handlers/roster-by-link.ts";
import { rosterToken } from "../../src/pipeline/roster/roster-token.ts";
import { undoPeriod } from "../../src/pipeline/stages/undo-period.ts";
import { anAccount } from "../in-registry.ts";
import { aRoster, fay, hal } from "./a-roster.ts";
import { aPerson, bo } from "./an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());
const { context, database } = desk;
const { db } = database;
const page = rosterByLink(context);
const given = { about: "", email: "", ends: "", role: "", reason: "" };

const max = aPerson("Max Moor");
context.chat.people.set(max.user, max);
await anAccount(db, "mmoor", {
  chatUser: max.user,
  email: max.email ?? "",
  project: { name: "optics", piName: "Bo Birch", piEmail: bo.email ?? "", piUser: bo.user },
});
await database.query(
  "update memberships set role = 'manager' where account_id = (select id from accounts where username = 'mmoor')",
);

/** The token in the link to the page, for someone in the project. */
async function linkOf(username: string): Promise<string> {
  const project = await findProject(db, "optics");
  const entry = (await listRoster(db, project?.id ?? 0)).find((one) => one.username === username);
  return (await rosterToken(entry?.membershipId ?? 0, context)) ?? "";
}
/** Opens a removal that can still be undone, and returns its number. */
async function aRemoval(open: () => Promise<unknown>): Promise<string> {
  await open();
  const [last] = await database.query<{ id: number }>(
    "select id from requests where kind = 'removal' order by id desc limit 1",
  );
  await database.query(
    "update requests set status = 'waiting', stage = $1, waits_for = 'undo-period' where id = $2",
    [undoPeriod.name, last?.id],
  );
  return String(last?.id);
}
const remove = (by: typeof bo, member: string) =>
  aRemoval(() => desk.fill(removeMember, by, "optics", { member }));
const statusOf = async (id: string) =>
  (await database.query<{ status: string }>("select status from requests where id = $1", [id]))[0]?.status;

it("The page of a project is closed to people whose account is suspended or was offboarded", async () => {
  const token = await linkOf("ffox");
  const account = await findAccountByUsername(db, "ffox");
  expect(await page.inspect(token)).toMatchObject({ kind: "shown" });
  await markSuspended(db, account?.id ?? 0, context.now());
  expect(await page.inspect(token)).toEqual({ kind: "unknown" });
  expect(await page.act(token, "leave", given)).toEqual({ kind: "unknown" });
  await reopenAccount(db, account?.id ?? 0, {});
  await closeAccount(db, account?.id ?? 0, context.now());
  expect(await page.inspect(token)).toEqual({ kind: "unknown" });
  await reopenAccount(db, account?.id ?? 0, {});
  expect(await page.inspect(token)).toMatchObject({ kind: "shown" });
});

it("A manager undoes what the PI did, and the PI what they did themselves on the page, but not the person who is removed", async () => {
  const byBo = await remove(bo, "ffox");
  await desk.expectNoTrace(() => desk.type(withdraw, fay, byBo));
  await desk.expectNoTrace(() => desk.type(withdraw, hal, byBo));
  await desk.type(withdraw, max, byBo);
  expect(await statusOf(byBo)).toBe("withdrawn");

  const ofMax = await remove(bo, "mmoor");
  await desk.expectNoTrace(() => desk.type(withdraw, max, ofMax));
  expect(await page.act(await linkOf("mmoor"), "undo", { ...given, about: ofMax })).toMatchObject({
    problem: "gone",
  });
  expect(await page.inspect(await linkOf("mmoor"))).toMatchObject({ removals: [] });
  await desk.type(withdraw, bo, ofMax);
  expect(await statusOf(ofMax)).toBe("withdrawn");

  const onPage = await aRemoval(async () =>
    page.act(await linkOf("mmoor"), "remove", { ...given, about: "hhart" }),
  );
  await desk.type(withdraw, max, onPage);
  expect(await statusOf(onPage)).toBe("withdrawn");
});

it("Someone who leaves undoes it themselves, and no one else keeps them", async () => {
  const left = await aRemoval(async () => page.act(await linkOf("hhart"), "leave", given));
  await desk.expectNoTrace(() => desk.type(withdraw, bo, left));
  expect(await page.act(await linkOf("mmoor"), "undo", { ...given, about: left })).toMatchObject({
    problem: "gone",
  });
  expect(await page.inspect(await linkOf("mmoor"))).toMatchObject({ removals: [] });
  expect(await page.inspect(await linkOf("hhart"))).toMatchObject({ removals: [{ id: Number(left) }] });
  expect(await page.act(await linkOf("hhart"), "undo", { ...given, about: left })).toBeUndefined();
  expect(await statusOf(left)).toBe("withdrawn");
});

it("Members see who leads the project, but not the address of a PI who has no account", async () => {
  const byLink = async (username: string) => JSON.stringify(await page.inspect(await linkOf(username)));
  const inChat = async (person: typeof bo) => JSON.stringify(await desk.type(project, person, "optics"));
  for (const shown of [await byLink("hhart"), await inChat(hal)]) {
    expect(shown).toContain("Bo Birch");
    expect(shown).not.toContain(bo.email);
  }
  expect(await byLink("mmoor")).toContain(bo.email);
});

it("A PI who hands over on the page withdraws it in the chat", async () => {
  await anAccount(db, "bbirch", {
    ...{ chatUser: bo.user, email: bo.email ?? "" },
    project: { name: "optics", piName: "Bo Birch", piEmail: bo.email ?? "", piUser: bo.user },
  });
  const handOver = async () =>
    page.act(await linkOf("bbirch"), "hand-over", { ...given, email: "cy@elsewhere.example" });
  const last = async () =>
    (
      await database.query<{ id: number }>("select id from requests where kind = 'new-pi' order by id desc")
    )[0];
  expect(await handOver()).toBeUndefined();
  const first = (await last())?.id;
  await desk.type(withdraw, bo, String(first));
  expect(await statusOf(String(first))).toBe("withdrawn");
});
