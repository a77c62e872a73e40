import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  adminCard,
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  fill,
  form,
  hasButton,
  linkIn,
  mailsTo,
  openLink,
  PASSWORD,
  press,
  textOf,
  untilCardSays,
  untilMail,
  untilTold,
  whisperTo,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { csvTitles } from "../csv-row.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";

const site = await newSite({
  entries: `${astro}\n${astro.replaceAll("astro", "geo").replace("5001", "5002")}`,
});
const { sandbox } = site;
afterAll(() => site.stop());
await site.start();

const GENERAL = "C0GENERAL";
const say = (user: string, text: string, channel = GENERAL) => sandbox.command({ user, channel, text });

const idOf = (name: string) => /Request (\d+)/.exec(adminCard(site, name)?.text ?? "")?.[1];

describe("/acct help", () => {
  it("is also what an empty command shows, and lists everything", async () => {
    await say("U0BEN", "/acct");
    const help = await whisperTo(site, "U0BEN", GENERAL, /What you can do/);
    for (const command of [
      "request",
      "list [filter]",
      "status [id]",
      "retry &lt;id&gt;",
      "resetpass [user]",
      "help",
    ]) {
      expect(help).toContain(`/acct ${command}:`);
    }
  });

  it("is pointed at when a command is not known", async () => {
    await say("U0BEN", "/acct reqest");
    expect(await whisperTo(site, "U0BEN", GENERAL, /reqest/)).toContain("/acct help");
  });
});

describe("who may not", () => {
  it.each([
    ["U0GUEST", "Guests of this workspace"],
    ["U0SINGLE", "Guests of this workspace"],
    ["U0STRANGE", "People of other organisations"],
  ])("%s cannot ask for an account, and hears why", async (user, words) => {
    await say(user, "/acct request");
    expect(await whisperTo(site, user, GENERAL, new RegExp(words))).toContain("No request was made");
    expect(sandbox.modal(user)).toBeUndefined();
  });
});

describe("one request", () => {
  beforeAll(async () => {
    expect(await ask(site, "U0AMY")).toBe("closed");
    await untilCardSays(site, "Amy Ash", "waits for an admin");
  });

  it("is what /acct request answers with while it is open, with what can be done about it, and no empty form", async () => {
    await say("U0AMY", "/acct request");
    const words = await whisperTo(site, "U0AMY", GENERAL, /You already have an open request/);
    expect(words).toContain("waits for an admin");
    expect(sandbox.modal("U0AMY")).toBeUndefined();
    const message = sandbox.messages(GENERAL, "U0AMY").at(-1);
    expect(message && hasButton(message, "withdraw")).toBe(true);
    expect(message && hasButton(message, "request-account")).toBe(true);
  });

  it("that came while somebody had the form open is still one, and they hear where it stands", async () => {
    await say("U0LAYLA", "/acct request");
    const { id } = await sandbox.until(() => sandbox.modal("U0LAYLA"), "the form");
    await importRows(site, [{ 4: "layla@example.org", 5: "ليلى", 6: "حداد" }]);
    const values = { ...form, username: "layla" };
    expect(await sandbox.submit({ user: "U0LAYLA", viewId: id, values })).toBe("closed");
    await untilTold(site, "U0LAYLA", /You already have an open request/);
    await untilCardSays(site, "ليلى", "waits for an admin");
    expect(sandbox.messages(ADMIN_CHANNEL).filter(({ text }) => text.includes("ليلى"))).toHaveLength(1);
  });

  it("gives way to another one, if that is what its requester wants, as long as it is not approved", async () => {
    await say("U0LAYLA", "/acct request");
    await whisperTo(site, "U0LAYLA", GENERAL, /You already have an open request/);
    const { ts = "" } = sandbox.messages(GENERAL, "U0LAYLA").at(-1) ?? {};
    await sandbox.press({ user: "U0LAYLA", channel: GENERAL, ts, actionId: "request-account" });
    expect(await fill(site, "U0LAYLA", { ...form, project: "geo", username: "layla" })).toBe("closed");
    await untilCardSays(site, "ليلى حداد, astro", "withdrawn");
    await untilCardSays(site, "ليلى حداد, geo", "waits for an admin");
  });

  it("is shown to its requester and to admins, and to nobody else", async () => {
    const id = idOf("Amy Ash");
    await say("U0AMY", "/acct status");
    expect(await whisperTo(site, "U0AMY", GENERAL, /Your requests/)).toContain("waits for an admin");
    await say("U0ADA", `/acct status ${id}`, ADMIN_CHANNEL);
    expect(await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /Step 1 of 7/)).toContain("asked for by Amy Ash");
    await say("U0AMY", `/acct status ${id}`);
    expect(await whisperTo(site, "U0AMY", GENERAL, /Step 1 of 7/)).toContain("waits for an admin");
    await say("U0BEN", `/acct status ${id}`);
    expect(await whisperTo(site, "U0BEN", GENERAL, /Not found/)).not.toContain("Amy");
    await say("U0BEN", "/acct list");
    expect(await whisperTo(site, "U0BEN", GENERAL, /No open requests/)).not.toContain("Amy");
    await say("U0GRACE", "/acct list", ADMIN_CHANNEL);
    expect(await whisperTo(site, "U0GRACE", ADMIN_CHANNEL, /\d requests?\*/)).toContain("Amy Ash");
  });

  it.each([
    ["/acct status 99999", /There is no request 99999/],
    ["/acct status x<y", /&lt;y" is not the number of a request/],
    ["/acct retry", /Which request\? Give its number/],
    ["/acct retry 1", /Only admins can do this/],
    ["/acct resetpass zoe", /Only admins can do this/],
    ["/acct resetpass", /You have no account here/],
  ])("%s is answered with a sentence", async (text, words) => {
    await say("U0BEN", text);
    expect(await whisperTo(site, "U0BEN", GENERAL, words)).toBeTruthy();
  });

  it("cannot be decided by somebody who is no admin, even if they get hold of the button", async () => {
    sandbox.workspace.channels.get(ADMIN_CHANNEL)?.members.add("U0BEN");
    await press(site, "U0BEN", "approve", "Amy Ash");
    expect(await whisperTo(site, "U0BEN", ADMIN_CHANNEL, /Not approved/)).toContain("Only admins");
    sandbox.workspace.channels.get(ADMIN_CHANNEL)?.members.delete("U0BEN");
  });

  it("is denied by the PI with a reason, which its requester gets", async () => {
    await approveAsAdmin(site, "Amy Ash");
    await press(site, "U0HOPPER", "deny", "Amy Ash", "D0HOPPER");
    const { id } = await sandbox.until(() => sandbox.modal("U0HOPPER"), "the form for the reason");
    const values = { reason: "Amy has *left* <the group>." };
    expect(await sandbox.submit({ user: "U0HOPPER", viewId: id, values })).toBe("closed");
    const card = await untilCardSays(site, "Amy Ash", "refused: Amy has");
    expect(textOf(card)).toContain("denied by Henrik Hopper");
    const told = await sandbox.until(
      () => sandbox.messages("U0AMY").find((message) => /was not approved/.test(textOf(message))),
      "Amy to hear it",
    );
    expect(textOf(told)).toContain("Amy has *left* &lt;the group&gt;.");
    await say("U0ADA", `/acct retry ${idOf("Amy Ash")}`, ADMIN_CHANNEL);
    expect(await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /Not retried/)).toContain("refused");
  });
});

it("Nobody decides on their own request, admin or not; another admin does", async () => {
  expect(await ask(site, "U0ADA")).toBe("closed");
  await press(site, "U0ADA", "approve", "Ada Okafor");
  expect(await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /own request/)).toContain("another admin has to");
  await approveAsAdmin(site, "Ada Okafor", "U0GRACE");
  await untilCardSays(site, "Ada Okafor", "waits for Henrik Hopper");
});

it("Spam ends at once and nobody is written to", async () => {
  expect(await ask(site, "U0BEN")).toBe("closed");
  await untilCardSays(site, "Ben Birch", "waits for an admin");
  const before = sandbox.messages("U0BEN").length;
  await press(site, "U0ADA", "spam", "Ben Birch");
  const card = await untilCardSays(site, "Ben Birch", "marked as spam by Ada Okafor");
  expect(hasButton(card, "approve")).toBe(false);
  expect(sandbox.messages("U0BEN").length).toBe(before);
  expect(mailsTo(site, "ben@example.org", /./)).toEqual([]);
});

it("A PI who is not in the chat is decided for by an admin, with a reason that is recorded", async () => {
  const absent = "Prof. Absent";
  await site.run("import", await csvOf("dev@example.org", "Dev", "Iyer", absent));
  await approveAsAdmin(site, "Dev Iyer");
  await press(site, "U0GRACE", "approve-for-pi", "Dev Iyer");
  const { id } = await sandbox.until(() => sandbox.modal("U0GRACE"), "the form for the reason");
  const values = { reason: "Phoned them." };
  expect(await sandbox.submit({ user: "U0GRACE", viewId: id, values })).toBe("closed");
  const card = await untilCardSays(site, "Dev Iyer", "ready; waits for the person");
  expect(textOf(card)).toContain("Grace Lindqvist, in the PI's place: Phoned them.");
});

describe("/acct resetpass", () => {
  beforeAll(async () => {
    expect(await ask(site, "U0ZOE", { username: "zoe" })).toBe("closed");
    await approveAsAdmin(site, "Zoë");
    await approveAsPi(site, "Zoë");
    await choosePassword(linkIn(await untilMail(site, "zoe@example.org", /ready: choose/)));
    await untilCardSays(site, "Zoë", "closes when nothing more happens");
  });
  const dn = `uid=zoe,${LDAP.peopleDn}`;

  it("sends a link that asks for the PIN chosen now; the old password works until the new one is set", async () => {
    await say("U0ZOE", "/acct resetpass");
    const { id } = await sandbox.until(() => sandbox.modal("U0ZOE"), "the form for the PIN");
    expect(await sandbox.submit({ user: "U0ZOE", viewId: id, values: { way: "mail", pin: "12" } })).toBe(
      "errors",
    );
    expect(await sandbox.submit({ user: "U0ZOE", viewId: id, values: { way: "mail", pin: "271828" } })).toBe(
      "closed",
    );
    const link = linkIn(await untilMail(site, "zoe@example.org", /Choose a new password/));
    expect(await site.slapd?.whoami(dn, PASSWORD)).toMatchObject({ code: 0 });

    const password = "eight sleepy herons";
    const chosen = { pin: "271828", password, confirm_password: password };
    expect(await choosePassword(link, { ...chosen, pin: "4711" })).toMatchObject({
      status: 403,
      page: expect.stringContaining("2 attempts are left"),
    });
    expect(await choosePassword(link, chosen)).toMatchObject({ status: 200 });
    expect(await site.slapd?.whoami(dn, password)).toMatchObject({ code: 0 });
    expect(await site.slapd?.whoami(dn, PASSWORD)).toMatchObject({ code: 49 });
    expect(await choosePassword(link, chosen)).toMatchObject({
      status: 404,
      page: expect.stringContaining("set already"),
    });
  });

  it("asked for again sends a new link, and the earlier one is worth nothing", async () => {
    await say("U0ADA", "/acct resetpass zoe", ADMIN_CHANNEL);
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /A link is on its way/);
    const links = () => mailsTo(site, "zoe@example.org", /Choose a new password/).map(linkIn);
    const first = await sandbox.until(() => links()[1], "the first link");
    await say("U0ADA", "/acct resetpass zoe", ADMIN_CHANNEL);
    const second = await sandbox.until(() => links()[2], "the second link");
    expect(second).not.toBe(first);
    expect((await openLink(first)).page).toContain("This link has expired");
    expect((await openLink(second)).page).toContain("New password");
  });

  it("says so when there is no such account", async () => {
    await say("U0ADA", "/acct resetpass nobody", ADMIN_CHANNEL);
    expect(await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /There is no account nobody/)).toBeTruthy();
  });
});

async function csvOf(email: string, givenName: string, familyName: string, piName: string): Promise<string> {
  const file = join(dirname(site.env.ACCT_CONFIG ?? ""), "one.csv");
  const cells = [
    "",
    "",
    "",
    "now",
    email,
    givenName,
    familyName,
    "No",
    "",
    "",
    "",
    "",
    "4711",
    "",
    "",
    "",
    "",
    "",
    "geo",
    piName,
    "absent@elsewhere.example",
  ];
  await writeFile(file, `${csvTitles}\n${cells.join(",")}\n`);
  return file;
}
