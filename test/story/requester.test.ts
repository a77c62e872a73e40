import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  fill,
  homeOf,
  linkIn,
  textOf,
  untilCardSays,
  untilMail,
  untilTold,
  whisperTo,
} from "../../dev/local-stack/people.ts";
import { changeRequests } from "./change-requests.ts";
import { astro, newSite } from "./new-site.ts";

const geo = astro.replaceAll("astro", "geo").replace("5001", "5002");
const site = await newSite({ entries: `${astro}\n${geo}` });
const { sandbox } = site;
afterAll(() => site.stop());
await site.start();

/** From here on, a finished request waits for nothing. */
async function closeAtOnce(): Promise<void> {
  const file = site.env.ACCT_CONFIG ?? "";
  const settings = JSON.parse(await readFile(file, "utf8")) as object;
  await writeFile(file, JSON.stringify({ ...settings, times: { closeAfter: "0s" } }));
  await Promise.all(site.processes.map((process) => process.stop()));
  await site.start();
  await changeRequests(site.database, { where: "stage = 'close'", set: "run_at = now()" });
}

const say = (user: string, text: string) => sandbox.command({ user, channel: "C0GENERAL", text });

describe("the form, while it is filled in", () => {
  async function found(field: string, values: Record<string, string>, words: RegExp): Promise<void> {
    const { id } = await sandbox.until(() => sandbox.modal("U0LAYLA"), "the form");
    await sandbox.change({ user: "U0LAYLA", viewId: id, values, field });
    await sandbox.until(
      () => words.test(textOf({ text: "", blocks: sandbox.modal("U0LAYLA")?.content.blocks ?? [] })),
      `the form to say ${words}`,
    );
  }
  beforeAll(() => say("U0LAYLA", "/acct request"));

  it("says whether a username is free, taken or none", async () => {
    await found("username", { username: "lhaddad" }, /✓ lhaddad is free/);
    await found("username", { username: "root" }, /✗ root is a reserved name/);
    await found("username", { username: "1st" }, /✗ A username may have small letters/);
  });

  it("asks somebody whose name is in another script for a username, because one made of it would say nothing", async () => {
    const { id } = await sandbox.until(() => sandbox.modal("U0LAYLA"), "the form");
    const form = { projectKind: "join", project: "astro", pi: "U0HOPPER", reason: "x", pin: "4711" };
    expect(await sandbox.submit({ user: "U0LAYLA", viewId: id, values: form })).toBe("errors");
    expect(Object.keys(sandbox.modal("U0LAYLA")?.errors ?? {})).toEqual(["username"]);
    await say("U0ZOE", "/acct request");
    const { id: other } = await sandbox.until(() => sandbox.modal("U0ZOE"), "the form");
    const renamed = { ...form, familyName: "Müller-Łukasz Ñandú" };
    const written = { ...form, familyName: "Иванова" };
    expect(await sandbox.submit({ user: "U0ZOE", viewId: other, values: written })).toBe("errors");
    expect(Object.keys(sandbox.modal("U0ZOE")?.errors ?? {})).toEqual(["username"]);
    expect(await sandbox.submit({ user: "U0ZOE", viewId: other, values: { ...renamed, pin: "1" } })).toBe(
      "errors",
    );
    expect(Object.keys(sandbox.modal("U0ZOE")?.errors ?? {})).toEqual(["pin"]);
    await sandbox.close({ user: "U0ZOE", viewId: other });
  });

  it("says whether the project is there, or its name free", async () => {
    await found("project", { projectKind: "join", project: "astro" }, /✓ astro exists/);
    await found("project", { projectKind: "join", project: "alchemy" }, /✗ There is no project alchemy/);
    await found("projectKind", { projectKind: "new", project: "alchemy" }, /✓ alchemy is free/);
    await found("project", { projectKind: "new", project: "astro" }, /✗ The project astro exists already/);
  });

  it("says who is asked, and refuses whoever cannot be", async () => {
    await found("pi", { pi: "U0HOPPER" }, /✓ Henrik Hopper is asked, at hopper@example.org/);
    await found("pi", { pi: "U0GUEST" }, /✗ Gus Guest cannot decide on requests/);
  });
});

describe("a requester", () => {
  it("follows their request at Home, and takes it back there", async () => {
    await homeOf(site, "U0BEN", /You have no account here/);
    await sandbox.pressAtHome({ user: "U0BEN", actionId: "request-account" });
    expect(
      await fill(site, "U0BEN", {
        projectKind: "join",
        project: "astro",
        pi: "U0HOPPER",
        reason: "x",
        pin: "4711",
      }),
    ).toBe("closed");
    await untilCardSays(site, "Ben Birch", "waits for an admin");
    const home = await homeOf(site, "U0BEN", /account in astro/);
    expect(home).toContain("Your account is on its way");
    expect(home).toContain("waits for an admin");
    await sandbox.pressAtHome({ user: "U0BEN", actionId: "withdraw" });
    await untilCardSays(site, "Ben Birch", "withdrawn");
    await untilTold(site, "U0BEN", /is withdrawn/);
    await homeOf(site, "U0BEN", /withdrawn by Ben Birch/);
  });

  it("may ask again afterwards, and cannot withdraw what is approved or somebody else's", async () => {
    expect(await ask(site, "U0BEN")).toBe("closed");
    const { text } = await untilCardSays(site, "Ben Birch", "waits for an admin");
    const [, id] = /Request (\d+)/.exec(text) ?? [];
    await say("U0AMY", `/acct withdraw ${id}`);
    await whisperTo(site, "U0AMY", "C0GENERAL", /Not withdrawn\*\nThere is no request \d+/);
    await say("U0AMY", "/acct withdraw 999");
    await whisperTo(site, "U0AMY", "C0GENERAL", /There is no request 999/);
    await approveAsAdmin(site, "Ben Birch");
    await approveAsPi(site, "Ben Birch");
    await untilMail(site, "ben@example.org", /ready: choose/);
    await say("U0BEN", `/acct withdraw ${id}`);
    await whisperTo(
      site,
      "U0BEN",
      "C0GENERAL",
      /Not withdrawn\*\nRequest \d+ is carried out already: your account bbirch is there/,
    );
  });
});

describe("somebody with an account", () => {
  beforeAll(async () => {
    await ask(site, "U0AMY");
    await approveAsAdmin(site, "Amy Ash");
    await approveAsPi(site, "Amy Ash");
    await choosePassword(linkIn(await untilMail(site, "amy@example.org", /ready: choose/)));
    await untilCardSays(site, "Amy Ash", "closes when nothing more happens");
  });

  it("asks to join a project whose PI nobody knows, and is in its group once an admin and the PI have said yes", async () => {
    await say("U0AMY", "/acct join geo");
    const { content } = await sandbox.until(() => sandbox.modal("U0AMY"), "the form");
    expect(textOf({ text: "", blocks: content.blocks })).toContain("✓ geo exists");
    expect(await fill(site, "U0AMY", { pi: "U0CURIE", reason: "Rock samples." })).toBe("closed");
    await approveAsAdmin(site, "geo");
    const asked = await untilTold(site, "U0CURIE", /Amy Ash asks to join geo[\s\S]*Rock samples/);
    await sandbox.press({ user: "U0CURIE", channel: "D0CURIE", ts: asked.ts, actionId: "approve" });
    await untilTold(site, "U0AMY", /You are in the project geo/);
    expect(await site.slapd?.search("(cn=geo)", "memberUid")).toContain("memberUid: aash");
    expect(await site.slapd?.search(`(uid=aash)`, "dn")).toContain(`dn: uid=aash,${LDAP.peopleDn}`);
  });

  it("is told when they are in it already, when it is not there, and when they have no account", async () => {
    await say("U0AMY", "/acct join");
    await fill(site, "U0AMY", { project: "geo", pi: "U0CURIE" });
    await untilTold(site, "U0AMY", /You already have an open request[\s\S]*closes when nothing more happens/);
    await closeAtOnce();
    await untilTold(site, "U0AMY", /request \d+ is closed/);
    await say("U0AMY", "/acct join");
    await fill(site, "U0AMY", { project: "geo", pi: "U0CURIE" });
    await untilTold(site, "U0AMY", /was not approved[\s\S]*aash is in the project geo already/);
    await say("U0AMY", "/acct join");
    await fill(site, "U0AMY", { project: "alchemy", pi: "U0CURIE" });
    await untilTold(site, "U0AMY", /There is no project alchemy/);
    await say("U0ZOE", "/acct join geo");
    await whisperTo(site, "U0ZOE", "C0GENERAL", /You have no account here/);
  });
});
