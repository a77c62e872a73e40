import { afterAll, afterEach, expect, it } from "vitest";
import { ask, pressAndFill, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../../dev/sandbox/campus.ts";
import { explainHiddenEmail } from "../../src/handlers/explain-hidden-email.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { untilEmail, untilRequest } from "./until.ts";
import { answerToCommand, untilMessage, untilSent } from "./until-more.ts";

/* Slack refuses acct a right that it had, or asks it to wait. People who need neither keep working. */

const site = await newSite({ withLdap: false, settings: { slack: { messagesPerMinute: 1_000_000 } } });
const { sandbox, database } = site;
const scopes = sandbox.workspace.manifest.scopes as Set<string>;
const all = [...scopes];
afterEach(async () => {
  for (const scope of all) scopes.add(scope);
  Object.assign(sandbox.faults, { errors: {}, perMinute: {} });
  await Promise.all(site.processes.map((acct) => acct.stop()));
});
afterAll(() => site.stop());

/** What a process that starts now says about one of its dependencies. */
async function dependency(name: string) {
  const { url } = await site.start();
  const ready = (await (await fetch(`${url}/readyz`)).json()) as { dependencies: { name: string }[] };
  return ready.dependencies.find((one) => one.name === name);
}
const told = async (word: string) =>
  database.query("select 1 from notifications where template = 'access-lost' and data ->> 'why' like $1", [
    `%${word}%`,
  ]);

it.each([
  ["is deleted", { "usergroups.users.list": "no_such_subteam" }, [], "U0AMY", "Amy", "does not exist"],
  ["can't be read any more", {}, ["usergroups:read"], "U0BEN", "Ben", "missing_scope"],
])(
  "If the admins' user group %s, everyone else keeps working, and /readyz and the channel say so",
  async (_, errors, lost, user, name, why) => {
    sandbox.faults.errors = errors;
    for (const scope of lost) scopes.delete(scope);
    expect(await dependency("admin channel")).toMatchObject({
      ok: false,
      problem: expect.stringContaining(why),
    });
    expect(await ask(site, user, { projectKind: "new", project: name.toLowerCase() })).toBe("closed");
    await untilRequest(site, name, { stage: "await-admin", status: "waiting", isFailing: false });
    await untilSent(site, "received", name);
    await expect.poll(() => told(why)).toHaveLength(1);
    await untilMessage(site, ADMIN_CHANNEL, ADMIN_GROUP);
  },
);

it("If acct may no longer see email addresses, requests continue, and no one is told that their own address is missing", async () => {
  scopes.delete("users:read.email");
  expect(await dependency("chat")).toMatchObject({
    ok: false,
    problem: expect.stringContaining("users:read.email"),
  });
  await expect.poll(() => told("users:read.email")).toHaveLength(1);
  await importRows(site, [{ email: "ida@example.org", givenName: "Ida", familyName: "Imp" }]);
  await untilEmail(site, "ida@example.org", "received");
  await untilRequest(site, "Ida", { stage: "await-admin", status: "waiting", isFailing: false });
  const reply = await answerToCommand(site, "U0NOETHER", "C0GENERAL", "/acct request");
  expect(readText(reply)).toContain(explainHiddenEmail("Slack"));
});

it("150 requests get through a limit of 50 look-ups per minute, and none of them fails", async () => {
  sandbox.faults.perMinute = { "users.lookupByEmail": 50 };
  await site.start();
  const rows = Array.from({ length: 150 }, (_, n) => ({
    email: `n${n}@example.org`,
    givenName: "Noa",
    familyName: `N${n}`,
  }));
  await importRows(site, rows);
  const count = async (condition: string) =>
    (
      await database.query<{ n: number }>(
        `select count(*)::int as n from requests where given_name = 'Noa' and ${condition}`,
      )
    )[0]?.n;
  await expect.poll(() => count("stage = 'await-admin' and status = 'waiting'"), { interval: 300 }).toBe(150);
  expect(await database.query("select 1 from events where kind in ('stage-failed', 'stuck')")).toEqual([]);
  expect(
    sandbox.calls.filter(
      ({ method, result }) => method === "users.lookupByEmail" && result === "ratelimited",
    ),
  ).toEqual([]);
});

it("A form stays open with its text if Slack can't say who sent it", async () => {
  await site.start();
  await untilMessage(site, ADMIN_CHANNEL, "Amy");
  // Every process begins without any answers of Slack, and the admin who presses is looked up first.
  sandbox.beforeCall(({ method }) => {
    if (method === "views.open")
      Object.assign(sandbox.faults, { errors: { "users.info": "internal_error" } });
    return undefined;
  });
  const submitted = await pressAndFill(site, "U0ADA", ["ask", "Amy"], {
    text: "Which software do you need?",
  });
  expect(submitted).toBe("errors");
  sandbox.beforeCall(undefined);
});
