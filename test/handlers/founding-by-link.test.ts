import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { foundingByLink } from "../../src/handlers/founding-by-link.ts";
import { rosterByLink } from "../../src/handlers/roster-by-link.ts";
import { foundingToken } from "../../src/pipeline/roster/founding-token.ts";
import { rosterToken } from "../../src/pipeline/roster/roster-token.ts";
import { DAY, later } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { newDesk } from "./desk.ts";

const desk = await newDesk();
const ruled = await newDesk({ newProjects: { name: "lab-{username}" } });
const like = await newDesk({ newProjects: { name: "lab-{name}" } });
const desks = [desk, ruled, like];
afterAll(() => Promise.all(desks.map((one) => one.close())));

/** The form of someone with an account in astro, and what it takes to send it. */
async function formOf(username: string, { context, database }: typeof desk) {
  await anAccount(database.db, username);
  const [row] = await database.query<{ id: number }>(
    "select m.id from memberships m join accounts a on a.id = m.account_id where a.username = $1",
    [username],
  );
  const token = (await rosterToken(row?.id ?? 0, context)) ?? "";
  const links = foundingByLink(context);
  return {
    inspect: () => links.inspect(token),
    send: (values: Record<string, string>, form = randomUUID()) =>
      links.submit(token, form, { description: "Rocks", ...values }),
  };
}
const projects = ({ database }: typeof desk) =>
  database.query<{ project: string }>("select project from requests where kind = 'project' order by id");

it("Bad input is explained field by field, and makes no request", async () => {
  const { send } = await formOf("amy", desk);
  for (const [values, fields] of [
    [{ project: "" }, ["project"]],
    [{ project: "No Spaces!" }, ["project"]],
    [{ project: "astro" }, ["project"]],
    [{ project: "rocks", description: " " }, ["description"]],
    [{ project: "", description: "", piEmail: "boss" }, ["description", "piEmail", "project"]],
    [{ project: "rocks", piEmail: "boss" }, ["piEmail"]],
    [{ project: "rocks", account: "root" }, ["account"]],
  ] as const) {
    const sent = await send(values);
    expect(sent.kind === "invalid" && Object.keys(sent.errors).sort(), JSON.stringify(values)).toEqual(
      fields,
    );
  }
  expect(await projects(desk)).toEqual([]);
});

it("Someone who names themselves leads the project, and ten requests within an hour are enough", async () => {
  const { send } = await formOf("ben", desk);
  expect(await send({ project: "rocks", piEmail: "BEN@example.org" })).toMatchObject({ kind: "created" });
  expect(await desk.database.query("select pi_email from requests where project = 'rocks'")).toEqual([
    { pi_email: null },
  ]);
  for (let number = 2; number <= 10; number++) await send({ project: `rocks${number}` });
  expect(await send({ project: "rocks11" })).toMatchObject({ kind: "late" });
  expect(await projects(desk)).toHaveLength(10);
});

it("Someone who is suspended asks for nothing", async () => {
  const { send } = await formOf("cid", desk);
  await desk.database.query("update accounts set suspended_at = now() where username = 'cid'");
  expect(await send({ project: "ice" })).toMatchObject({ kind: "unknown" });
  expect(await desk.database.query("select 1 from requests where project = 'ice'")).toEqual([]);
});

describe("The site's rule for names", () => {
  it("makes the whole name, which the form shows instead of asking for it", async () => {
    const { inspect, send } = await formOf("dee", ruled);
    const shown = await inspect();
    expect(shown).toMatchObject({ kind: "open", names: [{ username: "dee", project: "lab-dee" }] });
    expect(shown.kind === "open" && shown.fields.map(({ name }) => name)).toEqual(["description", "piEmail"]);
    await send({ project: "typed-anyway" });
    expect(await projects(ruled)).toEqual([{ project: "lab-dee" }]);
  });

  it("adds to the name that is entered, as the form says", async () => {
    const { inspect, send } = await formOf("eve", like);
    expect(await inspect()).toMatchObject({ kind: "open", pattern: "lab-…", names: [] });
    await send({ project: "ions" });
    expect(await projects(like)).toEqual([{ project: "lab-ions" }]);
  });
});

it("Someone with an account and no project yet asks for one with a link of their own, until the account is removed", async () => {
  const { context, database } = desk;
  await anAccount(database.db, "eva");
  await database.query(
    "delete from memberships where account_id = (select id from accounts where username = 'eva')",
  );
  const [row] = await database.query<{ id: number }>("select id from accounts where username = 'eva'");
  const token = (await foundingToken(row?.id ?? 0, context)) ?? "";
  const links = foundingByLink(context);
  expect(await links.inspect(token)).toMatchObject({ kind: "open", email: "eva@example.org" });
  expect(await rosterByLink(context).inspect(token)).toMatchObject({ kind: "unknown" });
  const answers = { project: "fjords", description: "Ice" };
  expect(await links.submit(token, randomUUID(), answers)).toMatchObject({ kind: "created" });
  expect(await database.query("select email, username from requests where project = 'fjords'")).toEqual([
    { email: "eva@example.org", username: "eva" },
  ]);

  const late = foundingByLink({ ...context, now: () => later(8 * DAY) });
  expect(await late.inspect(token)).toMatchObject({ kind: "expired" });
  expect(await links.inspect(token.slice(0, -1))).toMatchObject({ kind: "unknown" });
  await database.query("update accounts set suspended_at = now() where username = 'eva'");
  expect(await links.inspect(token)).toMatchObject({ kind: "unknown" });
  await database.query("update accounts set suspended_at = null, removed_at = now() where username = 'eva'");
  expect(await links.inspect(token)).toMatchObject({ kind: "unknown" });
});
