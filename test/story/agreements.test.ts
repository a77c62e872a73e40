import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  BROWSER,
  choosePassword,
  linkIn,
  openLink,
  sendForm,
} from "../../dev/local-stack/people.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { emailsTo, eventsOf, untilEmail, untilRequest } from "./until.ts";
import { urlIn } from "./until-more.ts";

const terms = { name: "terms", title: "Terms of use", version: "1", file: "terms.md", grace: "0s" };
const site = await newSite({
  entries: astro,
  settings: {
    agreements: [{ ...terms, for: { kinds: ["account"] } }],
    projects: { astro: { pi: "hopper@example.org" } },
    times: { closeAfter: "0s" },
  },
});
const file = join(dirname(site.env.ACCT_CONFIG ?? ""), "terms.md");
const { sandbox, database } = site;
afterAll(() => site.stop());

const hashesOn = (page: string) =>
  [...page.matchAll(/name="sign" value="([0-9a-f]{64})"/g)].map(([, hash = ""]) => hash);
function sign(link: string, hashes: readonly string[]) {
  const body = new URLSearchParams({ token: new URL(link).searchParams.get("token") ?? "" });
  for (const hash of hashes) body.append("sign", hash);
  return sendForm(new URL("/agreements", link).href, body);
}
const signatures = () =>
  database.query(
    `select s.email, s.version, s.via, s.signed_from, s.text_hash, r.given_name as for
     from agreement_signatures s left join requests r on r.id = s.request_id order by s.id`,
  );
/** From now on, the database rejects each signature, with an error that quotes the whole row. */
async function refuseSignatures() {
  await database.query(`create function canary() returns trigger language plpgsql as $$
    begin raise exception 'canary: %', to_jsonb(new); end $$`);
  await database.query(
    "create trigger canary before insert on agreement_signatures for each row execute function canary()",
  );
}
let firstHash = "";

it("acct doesn't start without the text, and says which file is missing", async () => {
  const { code, stderr } = await site.run("start");
  expect(code).not.toBe(0);
  expect(stderr).toContain("terms.md");
  expect(stderr).toContain("agreements: can't read the text of terms");
});

it("A newcomer signs on the page before anything is created, the text that they saw and no other, and once", async () => {
  await writeFile(file, "# Use\n\nFor research only.\n\n- Be kind.\n");
  await site.start();
  await importRows(site, [{ email: "xena@example.org", givenName: "Xena", existingProject: "astro" }]);
  await approveAsAdmin(site, "Xena");
  await approveAsPi(site, "Xena");
  const link = urlIn(await untilEmail(site, "xena@example.org", "sign-agreements"), "agreements");
  await untilRequest(site, "Xena", { stage: "sign-agreements", waitsFor: "signature" });
  expect(await database.query("select 1 from accounts")).toEqual([]);

  // Email programs open links on their own.
  const opened = await openLink(link);
  expect(opened).toMatchObject({ status: 200 });
  expect(new URL(opened.url).search).toBe("");
  expect(opened.page).toContain("For research only.");
  expect(await signatures()).toEqual([]);
  const [old = ""] = hashesOn(opened.page);

  // Without a check, and with a text that has changed in between, nothing is signed.
  expect(await sign(link, [])).toMatchObject({ status: 400 });
  await writeFile(file, "# Use\n\nFor research and teaching only.\n");
  const changed = await sign(link, [old]);
  expect(changed.status).toBe(409);
  expect(changed.page).toContain("research and teaching");
  expect(await signatures()).toEqual([]);

  const [hash = ""] = hashesOn(changed.page);
  firstHash = hash;
  await refuseSignatures();
  expect((await sign(link, [hash])).status).toBeGreaterThanOrEqual(500);
  await database.query("drop trigger canary on agreement_signatures");
  expect(site.processes[0]?.log()).not.toContain("canary:");
  expect(await signatures()).toEqual([]);
  const sent = await Promise.all([sign(link, [hash]), sign(link, [hash])]);
  expect(sent.map(({ status }) => status)).toEqual([200, 200]);
  expect(await sign(link, [hash])).toMatchObject({ status: 200 });
  const signed = { version: "1", via: "web", signed_from: "127.0.0.1", text_hash: hash };
  expect(await signatures()).toEqual([{ email: "xena@example.org", for: "Xena", ...signed }]);
  await untilEmail(site, "xena@example.org", "welcome");
  expect((await eventsOf(site, "Xena")).filter(({ kind }) => kind === "signed")).toMatchObject([
    { by: "Xena Ypsilon", note: "Terms of use" },
  ]);
  // The link still opens, and says that nothing is left.
  expect(hashesOn((await openLink(link)).page)).toEqual([]);
  expect((await fetch(`${link}x`, { headers: BROWSER })).status).toBe(404);
});

it("Someone in the chat signs there", async () => {
  await ask(site, "U0BEN", { username: "bbirch" });
  await approveAsAdmin(site, "Ben Birch");
  await approveAsPi(site, "Ben Birch");
  await untilRequest(site, "Ben Birch", { waitsFor: "signature" });
  const message = await sandbox.until(
    () =>
      sandbox
        .messages("U0BEN")
        .findLast(({ blocks }) => JSON.stringify(blocks).includes('"action_id":"sign"')),
    "the button to sign",
  );
  await sandbox.press({ user: "U0BEN", channel: "D0BEN", ts: message.ts, actionId: "sign" });
  const { id } = await sandbox.until(() => sandbox.modal("U0BEN"), "the form");
  await sandbox.submit({ user: "U0BEN", viewId: id, values: { document0: [firstHash.slice(0, 32)] } });
  await untilRequest(site, "Ben Birch", { stage: "hand-over" });
  expect((await signatures()).at(-1)).toMatchObject({ email: "ben@example.org", via: "chat", for: "Ben" });
});

it("After a new version, people are asked, suspended once the grace time is over, and come back by signing", async () => {
  await choosePassword(linkIn(await untilEmail(site, "xena@example.org", "welcome")));
  await expect
    .poll(() => database.query("select status from requests where given_name = 'Xena'"))
    .toEqual([{ status: "closed" }]);
  const [running] = site.processes;
  await running?.stop();
  const config = site.env.ACCT_CONFIG ?? "";
  const settings = JSON.parse(await readFile(config, "utf8")) as { agreements: object[] };
  const agreements = [{ ...terms, version: "2", for: { kinds: ["account"] } }];
  await writeFile(config, JSON.stringify({ ...settings, agreements }));
  const acct = await site.start();
  const here = (link: string) => link.replace(new URL(link).origin, acct.url);

  // The grace time of this site is over at once.
  const asked = await untilEmail(site, "xena@example.org", "agreements-overdue");
  const [{ username = "" } = {}] = await database.query<{ username: string }>(
    "select a.username from accounts a join requests r on r.id = a.request_id where r.given_name = 'Xena'",
  );
  const lines = await site.run("agreements", "missing", "--json");
  expect(JSON.parse(lines.stdout.split("\n")[0] ?? "")).toMatchObject({
    usernames: [username],
    suspendedAt: expect.any(String),
  });
  expect(await database.query("select removed_at from accounts where username = $1", [username])).toEqual([
    { removed_at: null },
  ]);
  expect(await database.query("select found from agreement_locks")).toEqual([{ found: "open" }]);

  const link = here(urlIn(asked, "agreements"));
  const [hash = ""] = hashesOn((await openLink(link)).page);
  expect(await sign(link, [hash])).toMatchObject({ status: 200 });
  await untilEmail(site, "xena@example.org", "agreements-back");
  expect(await database.query("select 1 from agreement_locks")).toEqual([]);
  expect(emailsTo(site, "xena@example.org", "agreements-overdue")).toHaveLength(1);
  // LDAP keeps no password of someone who is locked out, so they get a link to set a new one.
  const again = here(linkIn(await untilEmail(site, "xena@example.org", "resumed")));
  expect(await choosePassword(again)).toMatchObject({ status: 200 });
  const csv = (await site.run("agreements", "export")).stdout.trim().split("\n");
  expect(csv).toHaveLength(4);
  expect(csv[0]).toContain("textHash");
  expect((await site.run("agreements", "list")).stdout).toMatch(
    /terms +version 2 +kinds: account +1 signed +0 missing/,
  );
}, 240_000);
