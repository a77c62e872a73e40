import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  fill,
  linkIn,
  readText,
} from "../../dev/local-stack/people.ts";
import { changeRequests } from "./change-requests.ts";
import { astro, newSite } from "./new-site.ts";
import { untilDirectMessage, untilEmail, untilEvent, untilRequest } from "./until.ts";
import {
  answerToCommand,
  formText,
  hasAction,
  newMessageTo,
  requestAbout,
  untilButton,
  untilHome,
} from "./until-more.ts";

const geo = astro.replaceAll("astro", "geo").replace("5001", "5002");
const site = await newSite({ entries: `${astro}\n${geo}` });
const { sandbox } = site;
afterAll(() => site.stop());
await site.start();

/** From now on, a finished request closes at once. */
async function closeAtOnce(): Promise<void> {
  const file = site.env.ACCT_CONFIG ?? "";
  const settings = JSON.parse(await readFile(file, "utf8")) as object;
  await writeFile(file, JSON.stringify({ ...settings, times: { closeAfter: "0s" } }));
  await Promise.all(site.processes.map((process) => process.stop()));
  await site.start();
  await changeRequests(site.database, { where: "stage = 'close'", set: "run_at = now()" });
}

const say = (user: string, text: string) => sandbox.command({ user, channel: "C0GENERAL", text });

describe("the request form", () => {
  async function found(field: string, values: Record<string, string>, words: RegExp): Promise<void> {
    const { id } = await sandbox.until(() => sandbox.modal("U0LAYLA"), "the form");
    await sandbox.change({ user: "U0LAYLA", viewId: id, values, field });
    await sandbox.until(
      () => words.test(readText({ text: "", blocks: sandbox.modal("U0LAYLA")?.content.blocks ?? [] })),
      `the form to say ${words}`,
    );
  }
  beforeAll(() => say("U0LAYLA", "/acct request"));

  it("says whether a username is available, taken, or invalid", async () => {
    await found("username", { username: "lhaddad" }, /✓.*lhaddad/);
    await found("username", { username: "root" }, /✗.*root/);
    await found("username", { username: "1st" }, /✗(?!.*root)/);
  });

  it("shows the result for the latest input if a person fills in several fields in quick succession", async () => {
    const { id } = await sandbox.until(() => sandbox.modal("U0LAYLA"), "the form");
    const typed = Array.from({ length: 6 }, (_, n) => ({ project: "astro", username: `layla${n}` }));
    await Promise.all(
      typed.map((values) => sandbox.change({ user: "U0LAYLA", viewId: id, values, field: "username" })),
    );
    await sandbox.until(
      () => /✓.*layla5/.test(readText({ text: "", blocks: sandbox.modal("U0LAYLA")?.content.blocks ?? [] })),
      "the form to speak of the last username",
    );
  });

  it("requires a username from a person whose name is in another script, because acct cannot make a readable one from it", async () => {
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

  it("says whether a project exists, or whether its name is available", async () => {
    await found("project", { projectKind: "join", project: "astro" }, /✓.*astro/);
    await found("project", { projectKind: "join", project: "alchemy" }, /✗.*alchemy/);
    await found("projectKind", { projectKind: "new", project: "alchemy" }, /✓.*alchemy/);
    await found("project", { projectKind: "new", project: "astro" }, /✗.*astro/);
  });

  it("says who will be asked, and rejects people who cannot be asked", async () => {
    await found("pi", { pi: "U0HOPPER" }, /✓.*Henrik Hopper.*hopper@example\.org/);
    await found("pi", { pi: "U0GUEST" }, /✗.*Gus Guest/);
  });
});

describe("a requester", () => {
  it("can follow their request on Home, and withdraw it there", async () => {
    await untilHome(site, "U0BEN", ({ view }) => hasAction(view, "request-account"));
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
    await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
    const home = await untilHome(site, "U0BEN", ({ view }) => hasAction(view, "withdraw"));
    expect(home.text).toContain("astro");
    expect(hasAction(home.view, "request-account")).toBe(false);
    await sandbox.pressAtHome({ user: "U0BEN", actionId: "withdraw" });
    await untilEvent(site, "Ben Birch", "withdrawn", "Ben Birch");
    await untilDirectMessage(site, "U0BEN", "withdrawn");
    await untilHome(
      site,
      "U0BEN",
      ({ view }) => hasAction(view, "request-account") && !hasAction(view, "withdraw"),
    );
  });

  it("can send another request afterward, and cannot withdraw approved requests or those of other people", async () => {
    expect(await ask(site, "U0BEN")).toBe("closed");
    await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
    const { id } = await requestAbout(site, "Ben Birch");
    const withdraw = async (user: string, number: number) =>
      readText(await answerToCommand(site, user, "C0GENERAL", `/acct withdraw ${number}`));
    // The reply is the same, so that no one learns which numbers exist.
    const unknown = await withdraw("U0AMY", 999);
    expect(await withdraw("U0AMY", id)).toBe(unknown.replace("999", String(id)));
    await approveAsAdmin(site, "Ben Birch");
    await approveAsPi(site, "Ben Birch");
    await untilEmail(site, "ben@example.org", "welcome");
    expect(await withdraw("U0BEN", id)).toContain("bbirch");
    await untilRequest(site, "Ben Birch", { status: "waiting", waitsFor: "password" });
  });
});

describe("a person with an account", () => {
  beforeAll(async () => {
    await ask(site, "U0AMY");
    await approveAsAdmin(site, "Amy Ash");
    await approveAsPi(site, "Amy Ash");
    await choosePassword(linkIn(await untilEmail(site, "amy@example.org", "welcome")));
    await untilRequest(site, "Amy Ash", { waitsFor: "closing-time" });
  });

  it("can request to join a project with an unknown PI, and is added to its group once an admin and the PI have approved", async () => {
    await say("U0AMY", "/acct join geo");
    expect(await formText(site, "U0AMY")).toMatch(/✓.*geo/);
    expect(await fill(site, "U0AMY", { pi: "U0CURIE", reason: "Rock samples." })).toBe("closed");
    await approveAsAdmin(site, "geo");
    const asked = await untilButton(site, "U0CURIE", "approve", "geo");
    for (const words of ["Amy Ash", "Rock samples."]) expect(readText(asked)).toContain(words);
    await sandbox.press({ user: "U0CURIE", channel: "D0CURIE", ts: asked.ts, actionId: "approve" });
    expect(readText(await untilDirectMessage(site, "U0AMY", "joined"))).toContain("geo");
    expect(await site.slapd?.search("(cn=geo)", "memberUid")).toContain("memberUid: aash");
    expect(await site.slapd?.search(`(uid=aash)`, "dn")).toContain(`dn: uid=aash,${LDAP.peopleDn}`);
  });

  it("gets a message instead if they already joined, if the project does not exist, or if they have no account", async () => {
    const join = (project: string) =>
      newMessageTo(site, "U0AMY", async () => {
        await say("U0AMY", "/acct join");
        await fill(site, "U0AMY", { project, pi: "U0CURIE" });
      });
    const memberships = () =>
      site.database.query("select project, status from requests where kind = 'membership' order by id");
    const { id } = await requestAbout(site, "Amy Ash, geo");
    expect(readText(await join("geo"))).toContain(String(id));
    expect(await memberships()).toEqual([{ project: "geo", status: "waiting" }]);
    await closeAtOnce();
    await untilDirectMessage(site, "U0AMY", "closed");
    const refused = { project: "geo", status: "refused" };
    await join("geo");
    await expect.poll(memberships).toEqual([{ project: "geo", status: "closed" }, refused]);
    await join("alchemy");
    // The message about the refused request may come in between.
    await untilButton(site, "U0AMY", "request-project");
    expect(await memberships()).toEqual([{ project: "geo", status: "closed" }, refused]);
    await answerToCommand(site, "U0ZOE", "C0GENERAL", "/acct join geo");
    expect(sandbox.modal("U0ZOE")).toBeUndefined();
  });
});
