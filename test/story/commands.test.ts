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
  readText,
  submitForm,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { csvTitles } from "../csv-row.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import {
  emailsTo,
  eventsOf,
  replyTo,
  untilDirectMessage,
  untilEmail,
  untilEvent,
  untilRequest,
} from "./until.ts";

const site = await newSite({
  entries: `${astro}\n${astro.replaceAll("astro", "geo").replace("5001", "5002")}`,
});
const { sandbox } = site;
afterAll(() => site.stop());
await site.start();

const GENERAL = "C0GENERAL";
const say = (user: string, text: string, channel = GENERAL) => sandbox.command({ user, channel, text });
/** The reply to a command. */
const reply = (user: string, text: string, channel = GENERAL) =>
  replyTo(site, user, channel, () => say(user, text, channel));

const idOf = (name: string) => /Request (\d+)/.exec(adminCard(site, name)?.text ?? "")?.[1];

describe("/acct help", () => {
  it("is also the reply to an empty command, and lists the commands", async () => {
    const help = readText(await reply("U0BEN", "/acct"));
    for (const command of ["request", "list", "status", "resetpass", "help"]) {
      expect(help).toContain(`/acct ${command}`);
    }
  });

  it("is mentioned in the reply to an unknown command", async () => {
    expect(readText(await reply("U0BEN", "/acct reqest"))).toMatch(/reqest.*\/acct help/s);
  });
});

describe("people who may not request an account", () => {
  it.each(["U0GUEST", "U0SINGLE", "U0STRANGE"])("%s gets a reply instead of a form", async (user) => {
    const { blocks } = await reply(user, "/acct request");
    expect(JSON.stringify(blocks)).not.toContain("action_id");
    expect(sandbox.modal(user)).toBeUndefined();
  });
});

describe("a request", () => {
  beforeAll(async () => {
    expect(await ask(site, "U0AMY")).toBe("closed");
    await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  });

  it("is shown in reply to /acct request while it is open, with its buttons instead of an empty form", async () => {
    const message = await reply("U0AMY", "/acct request");
    expect(readText(message)).toContain(`Request ${idOf("Amy Ash")}`);
    expect(sandbox.modal("U0AMY")).toBeUndefined();
    expect(hasButton(message, "withdraw")).toBe(true);
    expect(hasButton(message, "request-account")).toBe(true);
  });

  it("stays the only one if it arrives while the requester has the form open, and the requester is told about it", async () => {
    await say("U0LAYLA", "/acct request");
    const { id } = await sandbox.until(() => sandbox.modal("U0LAYLA"), "the form");
    await importRows(site, [{ email: "layla@example.org", givenName: "ليلى", familyName: "حداد" }]);
    const values = { ...form, username: "layla" };
    await replyTo(site, "U0LAYLA", "U0LAYLA", async () =>
      expect(await submitForm(sandbox, { user: "U0LAYLA", viewId: id, values })).toBe("closed"),
    );
    await untilRequest(site, "ليلى", { waitsFor: "admin" });
    expect(sandbox.messages(ADMIN_CHANNEL).filter(({ text }) => text.includes("ليلى"))).toHaveLength(1);
  });

  it("can be replaced by its requester until it is approved", async () => {
    const { ts } = await reply("U0LAYLA", "/acct request");
    await sandbox.press({ user: "U0LAYLA", channel: GENERAL, ts, actionId: "request-account" });
    expect(await fill(site, "U0LAYLA", { ...form, project: "geo", username: "layla" })).toBe("closed");
    await untilRequest(site, "ليلى حداد, astro", { status: "withdrawn" });
    await untilRequest(site, "ليلى حداد, geo", { waitsFor: "admin" });
  });

  it("is shown to its requester and to admins, and to no one else", async () => {
    const id = idOf("Amy Ash");
    expect(readText(await reply("U0AMY", "/acct status"))).toContain(`${id} · `);
    const toAdmin = await reply("U0ADA", `/acct status ${id}`, ADMIN_CHANNEL);
    expect(readText(toAdmin)).toContain("Amy Ash");
    expect(hasButton(toAdmin, "approve")).toBe(true);
    const toRequester = await reply("U0AMY", `/acct status ${id}`);
    expect(readText(toRequester)).toContain("Amy Ash");
    expect(hasButton(toRequester, "approve")).toBe(false);
    const toNobody = readText(await reply("U0BEN", `/acct status ${id}`));
    expect(toNobody).not.toContain("Amy");
    // The reply is the same as for a request that does not exist.
    expect(toNobody).toBe(readText(await reply("U0BEN", "/acct status 99999")).replace("99999", String(id)));
    expect(readText(await reply("U0BEN", "/acct list"))).not.toContain("Amy");
    expect(readText(await reply("U0GRACE", "/acct list", ADMIN_CHANNEL))).toContain("Amy Ash");
  });

  it.each([
    ["/acct status 99999", /\b99999\b/],
    ["/acct status x<y", /&lt;y"/],
    ["/acct retry", /./],
    ["/acct retry 1", /./],
    ["/acct resetpass zoe", /./],
    ["/acct resetpass", /\/acct request/],
  ])("%s gets a text reply and changes nothing", async (text, datum) => {
    const events = () => site.database.query("select count(*) from events");
    const before = await events();
    expect(readText(await reply("U0BEN", text))).toMatch(datum);
    expect(await events()).toEqual(before);
    expect(sandbox.modal("U0BEN")).toBeUndefined();
  });

  it("cannot be decided on by a person who is not an admin, even with the button", async () => {
    sandbox.workspace.channels.get(ADMIN_CHANNEL)?.members.add("U0BEN");
    await replyTo(site, "U0BEN", ADMIN_CHANNEL, () => press(site, "U0BEN", "approve", "Amy Ash"));
    expect((await eventsOf(site, "Amy Ash")).map(({ kind }) => kind)).not.toContain("approved");
    sandbox.workspace.channels.get(ADMIN_CHANNEL)?.members.delete("U0BEN");
  });

  it("can be denied by the PI with a reason, which the requester receives", async () => {
    await approveAsAdmin(site, "Amy Ash");
    await press(site, "U0HOPPER", "deny", "Amy Ash", "D0HOPPER");
    const { id } = await sandbox.until(() => sandbox.modal("U0HOPPER"), "the form for the reason");
    const values = { reason: "Amy has *left* <the group>." };
    expect(await submitForm(sandbox, { user: "U0HOPPER", viewId: id, values })).toBe("closed");
    const card = await untilEvent(site, "Amy Ash", "denied", "Henrik Hopper");
    expect(readText(card)).toMatch(/Henrik Hopper.*Amy has /);
    const told = await untilDirectMessage(site, "U0AMY", "refused");
    expect(readText(told)).toContain("Amy has *left* &lt;the group&gt;.");
    await reply("U0ADA", `/acct retry ${idOf("Amy Ash")}`, ADMIN_CHANNEL);
    await untilRequest(site, "Amy Ash", { status: "refused" });
  });
});

it("Admins cannot decide on their own request; another admin decides", async () => {
  expect(await ask(site, "U0ADA")).toBe("closed");
  await replyTo(site, "U0ADA", ADMIN_CHANNEL, () => press(site, "U0ADA", "approve", "Ada Okafor"));
  await untilRequest(site, "Ada Okafor", { waitsFor: "admin" });
  await approveAsAdmin(site, "Ada Okafor", "U0GRACE");
  await untilRequest(site, "Ada Okafor", { waitsFor: "pi", piUser: "U0HOPPER" });
});

it("A request marked as spam ends at once, and no message is sent", async () => {
  expect(await ask(site, "U0BEN")).toBe("closed");
  await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  const before = sandbox.messages("U0BEN").length;
  await press(site, "U0ADA", "spam", "Ben Birch");
  const card = await untilEvent(site, "Ben Birch", "marked-as-spam", "Ada Okafor");
  expect(hasButton(card, "approve")).toBe(false);
  expect(sandbox.messages("U0BEN").length).toBe(before);
  expect(mailsTo(site, "ben@example.org", /./)).toEqual([]);
});

it("An admin can approve for a PI who is not in the chat, with a reason that the card shows", async () => {
  const absent = "Prof. Absent";
  await site.run("import", await csvOf("dev@example.org", "Dev", "Iyer", absent));
  await approveAsAdmin(site, "Dev Iyer");
  await press(site, "U0GRACE", "approve-for-pi", "Dev Iyer");
  const { id } = await sandbox.until(() => sandbox.modal("U0GRACE"), "the form for the reason");
  const values = { reason: "Phoned them." };
  expect(await submitForm(sandbox, { user: "U0GRACE", viewId: id, values })).toBe("closed");
  const card = await untilRequest(site, "Dev Iyer", { waitsFor: "password" });
  expect(readText(card)).toMatch(/Grace Lindqvist.*Phoned them\./);
});

describe("/acct resetpass", () => {
  beforeAll(async () => {
    expect(await ask(site, "U0ZOE", { username: "zoe" })).toBe("closed");
    await approveAsAdmin(site, "Zoë");
    await approveAsPi(site, "Zoë");
    await choosePassword(linkIn(await untilEmail(site, "zoe@example.org", "welcome")));
    await untilRequest(site, "Zoë", { waitsFor: "closing-time" });
  });
  const dn = `uid=zoe,${LDAP.peopleDn}`;

  it("sends a link that requires the PIN just chosen; the old password works until the new one is set", async () => {
    await say("U0ZOE", "/acct resetpass");
    const { id } = await sandbox.until(() => sandbox.modal("U0ZOE"), "the form for the PIN");
    expect(await sandbox.submit({ user: "U0ZOE", viewId: id, values: { way: "mail", pin: "12" } })).toBe(
      "errors",
    );
    expect(
      await submitForm(sandbox, { user: "U0ZOE", viewId: id, values: { way: "mail", pin: "271828" } }),
    ).toBe("closed");
    const link = linkIn(await untilEmail(site, "zoe@example.org", "new-password"));
    expect(await site.slapd?.whoami(dn, PASSWORD)).toMatchObject({ code: 0 });

    const password = "eight sleepy herons";
    const chosen = { pin: "271828", password, confirm_password: password };
    expect(await choosePassword(link, { ...chosen, pin: "4711" })).toMatchObject({
      status: 403,
      page: expect.stringMatching(/id="pin-problem"[^>]*>[^<]*\b2\b/),
    });
    expect(await choosePassword(link, chosen)).toMatchObject({ status: 200 });
    expect(await site.slapd?.whoami(dn, password)).toMatchObject({ code: 0 });
    expect(await site.slapd?.whoami(dn, PASSWORD)).toMatchObject({ code: 49 });
    expect(await choosePassword(link, chosen)).toMatchObject({ status: 404 });
  });

  it("sends a new link when it is repeated, and the earlier link stops working", async () => {
    await reply("U0ADA", "/acct resetpass zoe", ADMIN_CHANNEL);
    const links = () => emailsTo(site, "zoe@example.org", "new-password").map(linkIn);
    const first = await sandbox.until(() => links()[1], "the first link");
    await say("U0ADA", "/acct resetpass zoe", ADMIN_CHANNEL);
    const second = await sandbox.until(() => links()[2], "the second link");
    expect(second).not.toBe(first);
    expect((await openLink(first)).status).not.toBe(200);
    expect(await openLink(second)).toMatchObject({
      status: 200,
      page: expect.stringContaining('name="confirm_password"'),
    });
  });

  it("names the account if it does not exist", async () => {
    expect(readText(await reply("U0ADA", "/acct resetpass nobody", ADMIN_CHANNEL))).toContain("nobody");
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
