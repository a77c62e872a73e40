import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import type { Message } from "../../dev/sandbox/workspace.ts";
import { findViolations } from "../web/axe.ts";
import { newSite } from "./new-site.ts";
import { emailsTo, replyTo, untilDirectMessage, untilEmail } from "./until.ts";
import { answerToCommand, hasAction, untilButton, urlIn } from "./until-more.ts";

/* A site with people from before acct: admins decide on conflicts and on PIs in the chat. */

const aPerson = (uid: string, uidNumber: number, mail: string) => `dn: uid=${uid},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ${uid}
cn: ${uid}
sn: ${uid}
givenName: Pat
mail: ${mail}
uidNumber: ${uidNumber}
gidNumber: 100
homeDirectory: /old/${uid}
`;
const aGroup = (cn: string, gidNumber: number) => `dn: cn=${cn},${LDAP.groupsDn}
objectClass: posixGroup
cn: ${cn}
gidNumber: ${gidNumber}
memberUid: henrik
`;
const PETRA = "petra@elsewhere.example";
const site = await newSite({
  entries: [
    aPerson("spectra", 3001, "spectra@example.org"),
    aPerson("robot", 3002, "spectra@example.org"),
    aPerson("henrik", 3003, "hopper@example.org"),
    aPerson("petra", 3004, PETRA),
    aGroup("astro", 5001),
    aGroup("geo", 5002),
  ].join("\n"),
});
const { sandbox, database } = site;
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

/** Presses a button of a message, and returns what acct replies to this person alone. */
const pressFor = (user: string, { ts }: Pick<Message, "ts">, actionId: string, channel = ADMIN_CHANNEL) =>
  replyTo(site, user, channel, () => sandbox.press({ user, channel, ts, actionId }));
const conflictMessages = () =>
  sandbox.messages(ADMIN_CHANNEL).filter(({ blocks }) => hasAction(blocks, "show-conflicts"));
const pisOf = async (project: string) =>
  (
    await database.query<{ email: string }>(
      `select pe.email from memberships m join projects p on p.id = m.project_id join people pe on pe.id = m.person_id
       where p.name = $1 and m.role = 'pi'`,
      [project],
    )
  ).map(({ email }) => email);
const claimsOf = async (project: string) =>
  (
    await database.query<{ state: string }>(
      "select c.state from pi_claims c join projects p on p.id = c.project_id where p.name = $1 order by c.created_at",
      [project],
    )
  ).map(({ state }) => state);

describe("The conflicts of acct adopt", () => {
  it("become one message in the admin channel, also if acct isn't running at that time", async () => {
    const { code, stdout } = await site.run("adopt");
    expect(code).toBe(1);
    expect(stdout).toContain("/acct conflicts");
    expect((await site.run("adopt")).code).toBe(1);
    await site.start();
    await untilButton(site, ADMIN_CHANNEL, "show-conflicts", "spectra@example.org");
    expect(conflictMessages()).toHaveLength(1);
  });

  it("are decided one by one with buttons; of two admins, the second reads who decided", async () => {
    const message = await untilButton(site, ADMIN_CHANNEL, "show-conflicts");
    const [forAda, forGrace] = [
      await pressFor("U0ADA", message, "show-conflicts"),
      await pressFor("U0GRACE", message, "show-conflicts"),
    ];
    const next = await pressFor("U0ADA", forAda, "decide-different");
    const late = readText(await pressFor("U0GRACE", forGrace, "decide-skip"));
    expect(late).toContain("Ada Okafor");
    await pressFor("U0ADA", next, "decide-same");
    await expect
      .poll(() =>
        database.query("select count(*)::int as open from adoption_conflicts where decision is null"),
      )
      .toEqual([{ open: 0 }]);
    // The message in the channel has nothing more to decide.
    await sandbox.until(() => conflictMessages().length === 0, "the message without a button");
  });

  it("are settled by the next run, as the admins decided", async () => {
    expect(await site.run("adopt")).toMatchObject({ code: 0 });
    expect(
      await database.query(
        "select count(*)::int as accounts, count(distinct person_id)::int as people from accounts where username in ('spectra', 'robot')",
      ),
    ).toEqual([{ accounts: 2, people: 1 }]);
    expect((await site.run("audit", "show", "--person", "robot", "--json")).stdout).toContain("Ada Okafor");
    expect(readText(await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct conflicts"))).not.toBe("");
  });
});

describe("Someone in the chat whom an admin names as the PI", () => {
  it("is asked by direct message, and is the PI once an admin has confirmed their yes", async () => {
    expect(await site.run("project", "ask-pi", "astro", "henrik")).toMatchObject({ code: 0 });
    expect(await site.run("project", "ask-pi", "astro", "henrik")).toMatchObject({
      code: 1,
      stderr: /henrik|Pat/,
    });
    const asked = await untilDirectMessage(site, "U0HOPPER", "ask-pi");
    await sandbox.press({ user: "U0HOPPER", channel: "D0HOPPER", ts: asked.ts, actionId: "claim-pi" });
    const card = await untilButton(site, ADMIN_CHANNEL, "confirm-pi", "astro");
    expect(await pisOf("astro")).toEqual([]);
    await pressFor("U0ADA", card, "confirm-pi");
    expect(await pisOf("astro")).toEqual(["hopper@example.org"]);
    await untilDirectMessage(site, "U0HOPPER", "pi-set");
    expect(readText(await pressFor("U0GRACE", card, "reject-pi"))).toContain("Ada Okafor");
    await sandbox.until(
      () => !sandbox.messages(ADMIN_CHANNEL).some(({ blocks }) => hasAction(blocks, "confirm-pi")),
      "the card without buttons",
    );
    expect((await site.run("audit", "show", "--project", "astro", "--json")).stdout).toMatch(
      /pi-proposed[\s\S]*pi-claimed[\s\S]*pi-changed/,
    );
  });
});

describe("Someone who isn't in the chat", () => {
  const open = async (javaScriptEnabled: boolean, path = "") => {
    const link = urlIn(await untilEmail(site, PETRA, "ask-pi"), "pi");
    const context = await browser.newContext({ javaScriptEnabled, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(link + path);
    return page;
  };

  it("is asked by email; opening the link answers nothing, and neither does Enter", async () => {
    await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, `/acct ask-pi geo ${PETRA}`);
    for (const javaScriptEnabled of [true, false]) {
      const page = await open(javaScriptEnabled);
      expect(page.url()).not.toContain("token");
      await page.keyboard.press("Enter");
      if (javaScriptEnabled) expect(await findViolations(page)).toEqual([]);
      await page.reload();
      expect(await page.locator("button").count()).toBe(2);
      await page.context().close();
    }
    expect(await claimsOf("geo")).toEqual(["asked"]);
  });

  it("says yes on the page, once; an admin doesn't confirm it, and they are told", async () => {
    const page = await open(false);
    await page.locator("button[value=yes]").click();
    await page.waitForURL("**/pi/claimed");
    await page.goBack();
    await page.context().close();
    expect(await claimsOf("geo")).toEqual(["claimed"]);
    const link = urlIn(await untilEmail(site, PETRA, "ask-pi"), "pi");
    const body = new URLSearchParams({ token: new URL(link).searchParams.get("token") ?? "", answer: "no" });
    expect((await fetch(new URL("/pi", link), { method: "POST", body })).status).toBe(410);
    const card = await untilButton(site, ADMIN_CHANNEL, "reject-pi", "geo");
    await pressFor("U0GRACE", card, "reject-pi");
    await untilEmail(site, PETRA, "pi-rejected");
    await untilDirectMessage(site, "U0ADA", "pi-rejected");
    expect(await pisOf("geo")).toEqual([]);
  });

  it("is asked again and says no, which the admins read in their channel", async () => {
    await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct ask-pi geo petra");
    const again = await sandbox.until(() => emailsTo(site, PETRA, "ask-pi")[1], "the second question");
    const link = urlIn(again, "pi");
    const token = new URL(link).searchParams.get("token") ?? "";
    const answer = (said: string) =>
      fetch(new URL("/pi", link), { method: "POST", body: new URLSearchParams({ token, answer: said }) });
    expect((await answer("maybe")).status).toBe(400);
    expect((await answer("no")).status).toBe(200);
    expect(await claimsOf("geo")).toEqual(["rejected", "declined"]);
    await expect
      .poll(() =>
        database.query(
          "select 1 as told from notifications where template = 'pi-declined' and sent_at is not null",
        ),
      )
      .toEqual([{ told: 1 }]);
  });
});
