import { join } from "node:path";
import { afterAll, afterEach, describe, expect, inject, it } from "vitest";
import { startMediawiki } from "../../dev/local-stack/mediawiki.ts";
import { startOAuthGate } from "../../dev/local-stack/oauth-gate.ts";
import { startWikiGate, wikiError } from "../../dev/local-stack/wiki-gate.ts";
import { LoginRejectedError } from "../../src/credentials/login-guard.ts";
import { checkWiki } from "../../src/wiki/check-wiki.ts";
import type { WikiConfig } from "../../src/wiki/wiki-config.ts";
import { aLog, aPage, withoutMarks } from "./a-log.ts";

const wiki = await startMediawiki({ folder: join(inject("folder"), "mediawiki") });
const gate = await startWikiGate(wiki.apiUrl);
const acct = await wiki.session("Acct");
const oauth = await startOAuthGate(wiki.apiUrl, acct.cookies);
const verify = oauth.before;
const log = await aLog();
const [ada, admin] = await Promise.all([wiki.session("Ada"), wiki.session("Admin")]);
afterAll(() => Promise.all([wiki.stop(), gate.close(), oauth.close(), log.close()]));
afterEach(async () => {
  Object.assign(gate, { before: undefined, loses: undefined });
  Object.assign(oauth, { before: verify, loses: undefined, now: () => new Date() });
  await log.clear();
});

const bot = { kind: "bot", ...wiki.bot } as const;
const byBot = (page: string) => aPage({ apiUrl: gate.apiUrl, credential: bot, page });
const byOAuth = (page: string) =>
  aPage({ apiUrl: oauth.apiUrl, credential: { kind: "oauth", ...oauth.consumer }, page });

interface Change {
  readonly user: string;
  readonly comment: string;
}

/** Who changed a page with which summary, the latest first. */
async function historyOf(titles: string): Promise<string[]> {
  type History = { query: { pages: readonly [{ revisions: readonly Change[] }] } };
  const asked = { action: "query", prop: "revisions", rvprop: "user|comment", rvlimit: "20", titles };
  const { query } = await ada.call<History>(asked);
  return query.pages[0].revisions.map(({ user, comment }) => `${user}: ${comment}`);
}
const linesOf = async (title: string) =>
  withoutMarks(await ada.read(title))
    .split("\n")
    .filter((line) => line !== "");
const edits = (calls: typeof gate.calls) => calls.filter(({ action }) => action === "edit").length;

const ANN = "* 06:51 [[gitlab:ann|@ann]] was approved.";
const BO = "* 08:10 [[gitlab:bo|@bo]] was approved.";

describe.each([
  ["a bot password", byBot, gate],
  ["OAuth", byOAuth, oauth],
] as const)("With %s,", (kind, pageOf, front) => {
  it("the first edit creates the page if the site wants that, and the next one adds lines to it", async () => {
    const title = `First ${kind}`;
    const page = pageOf(title);
    await log.approve("ann", "2026-11-27T06:51:30Z");
    await expect(log.publish(page)).rejects.toThrow(/doesn't exist: create it/);
    await log.publish(page, { create: true });
    expect(await linesOf(title)).toEqual(["== 2026-11-27 ==", ANN]);
    await log.approve("bo", "2026-11-27T08:10:00Z");
    await log.approve("cy", "2026-11-28T00:00:00Z");
    const before = edits(front.calls);
    await log.publish(page);
    await log.publish(page);
    expect(edits(front.calls) - before).toBe(1);
    const cy = "* 00:00 [[gitlab:cy|@cy]] was approved.";
    expect(await linesOf(title)).toEqual(["== 2026-11-28 ==", cy, "== 2026-11-27 ==", BO, ANN]);
    expect(await historyOf(title)).toEqual(["Acct: 2 approved accounts", "Acct: 1 approved account"]);
    const [first, second, third] = await log.revisions();
    expect(second).toBeGreaterThan(first ?? 0);
    expect(third).toBe(second);
  });

  it("an edit that someone makes in between survives, and so does theirs that makes ours a conflict", async () => {
    const title = `Human ${kind}`;
    await ada.write(title, "Intro by Ada.");
    await log.approve("ann", "2026-11-27T06:51:30Z");
    const through = front.before;
    let saves = 0;
    front.before = async (call) => {
      if (call.action === "edit" && ++saves === 1) await ada.write(title, "Rewritten by Ada.");
      return through?.(call);
    };
    await log.publish(pageOf(title));
    expect(await linesOf(title)).toEqual(["Rewritten by Ada.", "== 2026-11-27 ==", ANN]);
    expect((await historyOf(title)).slice(0, 2)).toEqual(["Acct: 1 approved account", "Ada: "]);
    expect(await log.unpublished()).toBe(0);
  });

  it("a line is there once if the edit was saved and the answer was lost, even if someone edits after that", async () => {
    const title = `Lost ${kind}`;
    await ada.write(title, "Intro.");
    await log.approve("ann", "2026-11-27T06:51:30Z");
    const before = edits(front.calls);
    let lost = 0;
    front.loses = ({ action }) => action === "edit" && ++lost === 1;
    const through = front.before;
    front.before = async (call) => {
      if (lost === 1 && call.action === "query") {
        lost++;
        await ada.write(title, `${await ada.read(title)}\nOutro.`);
      }
      return through?.(call);
    };
    await log.publish(pageOf(title));
    expect(edits(front.calls) - before).toBe(1);
    expect(await linesOf(title)).toEqual(["Intro.", "== 2026-11-27 ==", ANN, "Outro."]);
    expect(await log.unpublished()).toBe(0);
  });

  it("a wiki whose databases lag behind is left alone for as long as it says", async () => {
    const title = `Lag ${kind}`;
    await ada.write(title, "");
    await log.approve("ann", "2026-11-27T06:51:30Z");
    const through = front.before;
    const at: number[] = [];
    front.before = (call) => {
      if (call.action === "edit") at.push(performance.now());
      // Manual:Maxlag parameter
      if (at.length === 1 && call.action === "edit") {
        return {
          headers: { "retry-after": "1", "x-database-lag": "7" },
          body: wikiError("maxlag", "Waiting for 10.0.0.7: 7 seconds lagged.", { host: "10.0.0.7", lag: 7 }),
        };
      }
      return through?.(call);
    };
    await log.publish(pageOf(title));
    expect(at).toHaveLength(2);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(990);
    expect(front.calls.every(({ form }) => form.get("maxlag") === "5")).toBe(true);
    expect(await linesOf(title)).toEqual(["== 2026-11-27 ==", ANN]);
  });
});

it("A page that was moved is followed, also while acct is about to save", async () => {
  await ada.write("Moving", "Intro.");
  await log.approve("ann", "2026-11-27T06:51:30Z");
  await log.publish(byBot("Moving"));
  await log.approve("bo", "2026-11-27T08:10:00Z");
  let saves = 0;
  gate.before = async ({ action }) => {
    if (action === "edit" && ++saves === 1)
      await admin.change({ action: "move", from: "Moving", to: "Moved" });
    return undefined;
  };
  await log.publish(byBot("Moving"));
  expect(await linesOf("Moved")).toEqual(["Intro.", "== 2026-11-27 ==", BO, ANN]);
  expect(await ada.read("Moving")).toMatch(/^#REDIRECT/);
});

it("A redirect to a page without the log is not followed, so that no one can lead acct to another page", async () => {
  await ada.write("Trap", "#REDIRECT [[Main Page]]");
  const before = await ada.read("Main Page");
  await log.approve("ann", "2026-11-27T06:51:30Z");
  await expect(log.publish(byBot("Trap"))).rejects.toThrow(/leads to Main Page/);
  expect(await ada.read("Main Page")).toBe(before);
});

it("A page that was moved without a redirect is reported, and not created again", async () => {
  await log.approve("ann", "2026-11-27T06:51:30Z");
  await log.publish(byBot("Leaving"), { create: true });
  await admin.change({ action: "move", from: "Leaving", to: "Left", noredirect: "1" });
  await log.approve("bo", "2026-11-27T08:10:00Z");
  await expect(log.publish(byBot("Leaving"), { create: true })).rejects.toThrow(
    /set wiki\.page to its new title/,
  );
  expect(await log.unpublished()).toBe(1);
});

it("A protected page is reported with what to do, and acct tries again once it isn't protected anymore", async () => {
  await ada.write("Protected", "Intro.");
  const protect = (protections: string) =>
    admin.change({ action: "protect", title: "Protected", protections, expiry: "infinite" });
  await protect("edit=sysop");
  await log.approve("ann", "2026-11-27T06:51:30Z");
  await expect(log.publish(byBot("Protected"))).rejects.toThrow(/protects the page/);
  expect(await log.unpublished()).toBe(1);
  await protect("edit=all");
  await log.publish(byBot("Protected"));
  expect(await linesOf("Protected")).toContain(ANN);
});

it("Names that wikitext or HTML could take for something else are shown as they are", async () => {
  await ada.write("Names", "");
  for (const name of ["a]]b", "{{Main Page}}", "~~~~", "<b>x</b>", "__NOTOC__", "__a__"]) {
    await log.approve(name, "2026-11-27T06:51:30Z");
  }
  await log.publish(byBot("Names"));
  const { parse } = await ada.call<{ parse: { text: string; templates: unknown[]; links: unknown[] } }>({
    action: "parse",
    page: "Names",
    prop: "text|templates|links",
  });
  const shown = parse.text
    .replace(/<[^>]*>/g, "")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  for (const name of ["@a]]b", "@{{Main Page}}", "@~~~~", "@<b>x</b>", "@__NOTOC__", "@__a__"]) {
    expect(shown).toContain(`06:51 ${name} was approved.`);
  }
  expect(parse).toMatchObject({ templates: [], links: [] });
});

it("After the session has ended, acct logs in again", async () => {
  await ada.write("Sessions", "");
  const page = byBot("Sessions");
  await log.approve("ann", "2026-11-27T06:51:30Z");
  await log.publish(page);
  // Someone who isn't logged in sends no cookies.
  gate.before = ({ action, headers }) => {
    if (action === "query") delete headers.cookie;
    if (action === "login") gate.before = undefined;
    return undefined;
  };
  await log.approve("bo", "2026-11-27T08:10:00Z");
  await log.publish(page);
  expect(await linesOf("Sessions")).toContain(BO);
});

it("A wrong bot password is a rejected login, and the message has no password in it", async () => {
  await log.approve("ann", "2026-11-27T06:51:30Z");
  const credential = { ...bot, password: "0123456789abcdef0123456789abcdef" };
  const error = await log
    .publish(aPage({ apiUrl: gate.apiUrl, credential }))
    .catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(LoginRejectedError);
  expect(String(error)).toMatch(/rejected the login of Acct@bot .*MEDIAWIKI_BOT_PASSWORD/);
  expect(String(error)).not.toContain(credential.password);
});

describe("Of OAuth, a sentence says", () => {
  const failure = async (but: object = {}) => {
    await log.approve("ann", "2026-11-27T06:51:30Z");
    const credential = { kind: "oauth", ...oauth.consumer, ...but } as const;
    return log.publish(aPage({ apiUrl: oauth.apiUrl, credential })).catch((error: Error) => error);
  };

  it.each([
    ["a wrong consumer", { consumerToken: "other-consumer" }],
    ["a wrong access token", { accessToken: "other-access-token" }],
    ["a wrong secret", { accessSecret: "other-secret" }],
  ])("that %s was rejected, without quoting it", async (_, but) => {
    const error = await failure(but);
    expect(error).toBeInstanceOf(LoginRejectedError);
    expect(String(error)).toMatch(/rejected the OAuth consumer: check MEDIAWIKI_CONSUMER_TOKEN/);
    expect(String(error)).not.toMatch(/other-/);
  });

  it("that a clock is off", async () => {
    oauth.now = () => new Date(Date.now() + 600_000);
    expect(String(await failure())).toMatch(/clock of this machine or of the wiki is off/);
  });

  it("that something repeats requests, if every attempt was seen before", async () => {
    await ada.write("Approved accounts", "");
    oauth.before = async (call) => {
      await verify?.(call);
      return verify?.(call);
    };
    expect(String(await failure())).toMatch(/has seen the signature of a request before/);
  });
});

it("An edit that was seen before counts as perhaps saved, so acct looks at the page", async () => {
  await ada.write("Repeated", "");
  await log.approve("ann", "2026-11-27T06:51:30Z");
  let repeats = 0;
  // A proxy that repeats a request whose answer it didn't get.
  oauth.before = async (call) => {
    const refused = await verify?.(call);
    if (refused || call.action !== "edit" || ++repeats > 1) return refused;
    await fetch(wiki.apiUrl, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", cookie: acct.cookies() },
      body: call.body,
    });
    return verify?.(call);
  };
  await log.publish(byOAuth("Repeated"));
  expect(await linesOf("Repeated")).toEqual(["== 2026-11-27 ==", ANN]);
  expect(repeats).toBe(1);
});

it("Two processes at once publish each entry once, and one of them leaves the work to the other", async () => {
  await ada.write("Shared", "");
  await log.approve("ann", "2026-11-27T06:51:30Z");
  const outcomes = await Promise.all([log.publish(byBot("Shared")), log.publish(byBot("Shared"))]);
  expect(outcomes.toSorted()).toEqual(["done", "skipped"]);
  expect(await linesOf("Shared")).toEqual(["== 2026-11-27 ==", ANN]);
});

describe("acct doctor", () => {
  const check = (but: Partial<WikiConfig> = {}, create = false) =>
    checkWiki(
      {
        apiUrl: gate.apiUrl,
        credential: bot,
        page: "Doctor",
        bot: true,
        contact: "help@example.org",
        ...but,
      },
      { create, now: () => new Date() },
    );

  it("says that the page can be edited, and changes nothing", async () => {
    await ada.write("Doctor", "Intro.");
    const before = edits(gate.calls);
    expect(await check()).toEqual({
      sentence: `${gate.apiUrl}: Acct may edit the page Doctor as a bot`,
      warnings: [],
    });
    expect(edits(gate.calls)).toBe(before);
  });

  it("says that the page doesn't exist, or that it may be created", async () => {
    await expect(check({ page: "Nowhere" })).rejects.toThrow(/doesn't exist/);
    expect((await check({ page: "Nowhere" }, true)).sentence).toMatch(/may create the page Nowhere/);
  });

  it("says which right is missing", async () => {
    await ada.write("Doctor", "Intro.");
    const credential = { kind: "bot", ...wiki.reader } as const;
    await expect(check({ credential })).rejects.toThrow(/doesn't let Acct edit the page Doctor/);
  });

  it("says that the account is no bot, or that it is one and should say so", async () => {
    await ada.write("Doctor", "Intro.");
    const credential = { kind: "bot", ...wiki.person } as const;
    await expect(check({ credential })).rejects.toThrow(/doesn't count acct's account as a bot/);
    expect(await check({ credential, bot: false })).toEqual({
      sentence: `${gate.apiUrl}: Acct may edit the page Doctor`,
      warnings: [],
    });
    expect((await check({ bot: false })).warnings).toEqual([expect.stringMatching(/set wiki\.bot to true/)]);
  });

  it("warns about a page that leads elsewhere", async () => {
    await ada.write("Old doctor", "#REDIRECT [[Doctor]]");
    expect((await check({ page: "Old doctor" })).warnings).toEqual([
      "Old doctor leads to Doctor: set wiki.page to Doctor",
    ]);
  });

  it.each([
    ["a web page", { body: "<html>Log in</html>" }, /returned a web page instead of JSON/],
    [
      "a redirect to a login page",
      { status: 302, headers: { location: "/login" }, body: "" },
      /redirects to .*\/login/,
    ],
    ["404", { status: 404, body: "<html></html>" }, /returned 404: check wiki\.apiUrl/],
    ["502", { status: 502, body: "<html></html>" }, /returned 502/],
  ])("says what is wrong if it gets %s", async (_, answer, sentence) => {
    gate.before = () => answer;
    await expect(check()).rejects.toThrow(sentence);
  });
});
