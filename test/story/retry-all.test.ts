import { afterAll, expect, it } from "vitest";
import { fill, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { changeRequests } from "./change-requests.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";
import { answerToCommand, formText, hasAction, untilHome } from "./until-more.ts";

const site = await newSite({ withLdap: false, settings: { approvals: { account: ["admin"] } } });
const { sandbox, database } = site;
afterAll(() => site.stop());
await site.start();

const AWAY = "LDAP (ldaps://directory) cannot be reached: ECONNREFUSED";
const FULL = "The uidNumbers are used up";

/** Leaves requests stuck as an outage does: all for the same reason, each with its own reference. */
async function stuck(sentence: string, ...names: string[]): Promise<void> {
  const person = (name: string) => ({ email: `${name.toLowerCase()}@example.org`, givenName: name });
  await importRows(site, names.map(person));
  for (const name of names) {
    await untilRequest(site, name, { waitsFor: "admin" });
    await changeRequests(
      database,
      {
        where: "given_name = $1",
        set: "status = 'stuck', problem = $2, version = version + 1, updated_at = clock_timestamp()",
      },
      [name, `${sentence} (reference ${name.toUpperCase()})`],
    );
  }
}
const retried = () =>
  database.query<{ name: string; actor: string }>(
    `select r.given_name as name, e.actor from events e join requests r on r.id = e.request_id
     where e.kind = 'retried' order by r.given_name`,
  );
const say = (user: string, text: string) => sandbox.command({ user, channel: ADMIN_CHANNEL, text });
/** The value of the choice whose label matches. */
function choiceOf(user: string, words: RegExp): string {
  const [, value = ""] =
    [...JSON.stringify(sandbox.modal(user)?.content).matchAll(/"text":"([^"]*)"[^{}]*\},"value":"([^"]*)"/g)]
      .filter(([, label = ""]) => words.test(label))
      .map(([, , chosen]) => [undefined, chosen])[0] ?? [];
  return value;
}

it("After an outage, an admin sees how many requests are stuck for each cause and can retry those of one cause, and each retry is recorded", async () => {
  await stuck(AWAY, "Una", "Vera", "Wim");
  await stuck(FULL, "Xena");
  const list = readText(await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct list stuck"));
  for (const name of ["Una", "Vera", "Wim", "Xena"]) expect(list).toContain(name);
  expect(list).toContain("/acct retry all");

  await say("U0ADA", "/acct retry all");
  const form = await formText(site, "U0ADA");
  for (const [cause, count] of [
    [AWAY, /\b3\b/],
    [FULL, /\b1\b/],
  ] as const) {
    expect(form.split("\n").filter((line) => line.includes(cause))).toContainEqual(
      expect.stringMatching(count),
    );
  }
  await stuck(AWAY, "Yara");
  expect(await fill(site, "U0ADA", { causes: [choiceOf("U0ADA", /\b3\b.*LDAP/)] })).toBe("closed");
  await expect.poll(retried).toEqual(["Una", "Vera", "Wim"].map((name) => ({ name, actor: "slack:U0ADA" })));
  expect(await database.query("select given_name from requests where status = 'stuck' order by 1")).toEqual([
    { given_name: "Xena" },
    { given_name: "Yara" },
  ]);
});

it("Only admins can retry all stuck requests, and an admin's Home has a button for it", async () => {
  await answerToCommand(site, "U0AMY", "C0GENERAL", "/acct retry all");
  expect(sandbox.modal("U0AMY")).toBeUndefined();

  await untilHome(site, "U0ADA", ({ view }) => hasAction(view, "retry-all"));
  await sandbox.pressAtHome({ user: "U0ADA", actionId: "retry-all" });
  expect(await formText(site, "U0ADA")).toContain(FULL);
  const { id } = await sandbox.until(() => sandbox.modal("U0ADA"), "the form");
  await sandbox.close({ user: "U0ADA", viewId: id });
});

it("`acct requests retry --all` retries the requests that are stuck for one cause, or for any cause", async () => {
  expect(await site.run("requests", "retry", "--all")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("--yes"),
  });
  const one = await site.run("requests", "retry", "--all", "--cause", "econnrefused", "--yes");
  expect(one).toMatchObject({ code: 0, stdout: expect.stringMatching(/\b1\b/) });
  expect((await retried()).map(({ name }) => name)).toEqual(["Una", "Vera", "Wim", "Yara"]);
  const all = await site.run("requests", "retry", "--all", "--yes");
  expect(all).toMatchObject({ code: 0, stdout: expect.stringMatching(/\b1\b/) });
  expect((await retried()).map(({ name }) => name)).toEqual(["Una", "Vera", "Wim", "Xena", "Yara"]);
  const none = await site.run("requests", "retry", "--all", "--yes");
  expect(none).toMatchObject({ code: 0 });
  expect(await site.run("requests", "retry", "1", "--all")).toMatchObject({ code: 1 });
});

it("`acct requests retry --stuck <system>` retries what is stuck because of that system, and an unknown one lists the systems", async () => {
  const [before] = await database.query<{ n: number }>(
    "select count(*)::int as n from events where kind = 'retried'",
  );
  await stuck(AWAY, "Zara");
  const unknown = await site.run("requests", "retry", "--stuck", "ldop", "--yes");
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("ldop") });
  const all = await site.run("requests", "retry", "--stuck", "--yes");
  expect(all).toMatchObject({ code: 0, stdout: expect.stringMatching(/\b1\b/) });
  const [after] = await database.query<{ n: number }>(
    "select count(*)::int as n from events where kind = 'retried'",
  );
  expect((after?.n ?? 0) - (before?.n ?? 0)).toBe(1);
});
