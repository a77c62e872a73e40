import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { startMediawiki } from "../../dev/local-stack/mediawiki.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";

const wiki = await startMediawiki({ folder: join(inject("folder"), "public-log-wiki") });
const ada = await wiki.session("Ada");
const site = await newSite({
  withLdap: false,
  settings: {
    publicLog: { enabled: true },
    wiki: { apiUrl: wiki.apiUrl, page: "Approved accounts", create: true, every: "1s" },
  },
  variables: { MEDIAWIKI_BOT_USER: wiki.bot.user, MEDIAWIKI_BOT_PASSWORD: wiki.bot.password },
});
afterAll(() => Promise.all([site.stop(), wiki.stop()]));

const page = () => ada.read("Approved accounts");

/** Records that the account of a new request was approved. */
async function approve(name: string, at: string) {
  await importRows(site, [{ email: `${name}@example.org`, givenName: name }]);
  await site.database.query(
    "insert into public_log (request_id, name, user_id, at) select id, $1, $1, $2 from requests where email = $3",
    [name, at, `${name}@example.org`],
  );
}

it("Two processes publish what was approved at /log and on the wiki, each entry once, and doctor says that acct may", async () => {
  const [first] = await Promise.all([site.start(), site.start()]);
  await approve("ann", "2026-11-27T06:51:30Z");
  await expect.poll(page).toContain("* 06:51 [[gitlab:ann|@ann]] was approved.");
  expect(await (await fetch(`${first.url}/log.txt`)).text()).toBe("2026-11-27 06:51 @ann was approved.\n");
  await approve("bo", "2026-11-28T08:10:00Z");
  await expect.poll(page).toMatch(/@bo[\s\S]*@ann/);
  expect((await page())?.match(/was approved/g)).toHaveLength(2);
  expect((await site.run("doctor")).stdout).toContain(
    `wiki: ${wiki.apiUrl}: Acct may edit the page Approved accounts as a bot`,
  );
});

it("An entry that can't be recorded as published is found on the page later, and isn't written again", async () => {
  const { query } = site.database;
  await query(`create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'canary: %', to_jsonb(new); end $$`);
  await query("create trigger refuse before update on public_log for each row execute function refuse()");
  await approve("cy", "2026-11-28T09:00:00Z");
  await expect.poll(page).toContain("@cy");
  await expect
    .poll(() => site.processes.map(({ log }) => log()).join("\n"))
    .toContain("could not publish the public log on the wiki");
  expect(site.processes.map(({ log }) => log()).join("\n")).not.toContain("canary: ");
  await query("drop trigger refuse on public_log");
  const left = () => query("select id from public_log where published_at is null");
  await expect.poll(left).toEqual([]);
  expect((await page())?.match(/@cy/g)).toHaveLength(1);
});

it("Where the log isn't public, there is no such page", async () => {
  const closed = await newSite({ withLdap: false });
  const { url } = await closed.start();
  for (const path of ["/log", "/log.atom", "/log.txt"])
    expect((await fetch(`${url}${path}`)).status).toBe(404);
  await closed.stop();
});
