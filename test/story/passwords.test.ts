import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { startHttpTap } from "../../dev/local-stack/http-tap.ts";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  BROWSER,
  choosePassword,
  linkIn,
  openLink,
  readText,
  sendForm,
} from "../../dev/local-stack/people.ts";
import { purgeExpiredSecrets } from "../../src/db/password-links.ts";
import { meetAt } from "../start-simultaneously.ts";
import { changeRequests } from "./change-requests.ts";
import { astro, newSite } from "./new-site.ts";
import { emailsTo, untilDirectMessage, untilEmail } from "./until.ts";
import { urlIn } from "./until-more.ts";

const keystone = await startKeystone({ folder: join(inject("folder"), "passwords-keystone") });
const wire = await startHttpTap(new URL(keystone.url).origin, -1);
const site = await newSite({
  entries: astro,
  variables: { OPENSTACK_PASSWORD: keystone.admin.password },
  settings: {
    openstack: { authUrl: `${wire.url}/v3`, username: keystone.admin.username },
    setpass: { authUrl: keystone.url },
  },
});
const acct = await site.start();
const { sandbox, database, slapd } = site;
afterAll(async () => {
  await site.stop();
  await Promise.all([keystone.stop(), wire.close()]);
});

const say = (user: string, text: string, channel = "C0GENERAL") => sandbox.command({ user, channel, text });
const dn = `uid=amy,${LDAP.peopleDn}`;
const ldapAccepts = async (password: string) => (await slapd?.whoami(dn, password))?.code === 0;
const keystoneAccepts = async (password: string) =>
  (await keystone.tokenOf("amy", password, "astro")) !== undefined;
const chosen = (password: string) => ({ password, confirm_password: password });
const SETS_PASSWORD = /^PATCH \/v3\/users\//;

beforeAll(async () => {
  await ask(site, "U0AMY", { username: "amy" });
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await untilEmail(site, "amy@example.org", "welcome");
});
afterAll(() => {
  wire.refuses = undefined;
});

/** A link that Amy requests by email. */
async function newLink(): Promise<string> {
  const before = emailsTo(site, "amy@example.org", "new-password").length;
  await say("U0AMY", "/acct resetpass");
  const { id } = await sandbox.until(() => sandbox.modal("U0AMY"), "the form");
  await sandbox.submit({ user: "U0AMY", viewId: id, values: { way: "mail", pin: "4711" } });
  const mail = await sandbox.until(
    () => emailsTo(site, "amy@example.org", "new-password")[before],
    "a link by mail",
  );
  return linkIn(mail);
}

describe("a password in two systems", () => {
  it("is set in both or in neither: if the first one does not respond, nothing changes and the link stays valid", async () => {
    const link = linkIn(await untilEmail(site, "amy@example.org", "welcome"));
    await slapd?.down();
    expect(await choosePassword(link, chosen("quiet otters read 9 maps"))).toMatchObject({ status: 503 });
    await slapd?.up();
    expect(await keystoneAccepts("quiet otters read 9 maps")).toBe(false);
    expect(await choosePassword(link, chosen("quiet otters read 9 maps"))).toMatchObject({ status: 200 });
    expect(await ldapAccepts("quiet otters read 9 maps")).toBe(true);
    expect(await keystoneAccepts("quiet otters read 9 maps")).toBe(true);
  });

  it("is rejected with both names if only one of them accepts it, and is set if both accept it", async () => {
    const link = await newLink();
    const half = await choosePassword(link, chosen("only letters here"));
    expect(half.status).toBe(400);
    expect(half.page).toMatch(/OpenStack.*The password does not match.*LDAP/s);
    expect(await choosePassword(link, chosen("eight herons sleep 4"))).toMatchObject({ status: 200 });
    expect(await ldapAccepts("eight herons sleep 4")).toBe(true);
    expect(await keystoneAccepts("eight herons sleep 4")).toBe(true);
  });

  it("is stored encrypted if it reached only one of them, until the pipeline sets it in the other", async () => {
    const link = await newLink();
    wire.refuses = (call) => SETS_PASSWORD.test(call);
    const { status, page } = await choosePassword(link, chosen("seven storks stand 5"));
    expect(status).toBe(200);
    expect(page).toContain("OpenStack");
    expect(await ldapAccepts("seven storks stand 5")).toBe(true);
    const [row] = await database.query<{ id: number; pending: string[]; text: string }>(
      "select request_id as id, pending, l::text as text from password_links l order by created_at desc limit 1",
    );
    expect(row?.pending).toEqual(["OpenStack"]);
    expect(row?.text).not.toContain("seven storks");
    expect(row?.text).not.toContain(Buffer.from("seven storks stand 5").toString("hex"));

    wire.refuses = undefined;
    await changeRequests(database, { where: "id = $1", set: "run_at = now()" }, [row?.id]);
    await expect.poll(() => keystoneAccepts("seven storks stand 5")).toBe(true);
    await expect
      .poll(() =>
        database.query("select pending, sealed_password from password_links where request_id = $1", [
          row?.id,
        ]),
      )
      .toEqual([{ pending: [], sealed_password: null }]);
  });
});

describe("a password that one system still waits for", () => {
  const waiting = () => database.query("select 1 from password_links where sealed_password is not null");
  const choose = async (password: string) => {
    wire.refuses = (call) => SETS_PASSWORD.test(call);
    expect(await choosePassword(await newLink(), chosen(password))).toMatchObject({ status: 200 });
    expect(await waiting()).toHaveLength(1);
  };
  afterEach(() => {
    wire.refuses = undefined;
  });

  it("is never set there once a newer one was chosen", async () => {
    await choose("older ospreys 111");
    const [{ id } = { id: 0 }] = await database.query<{ id: number }>(
      "select request_id as id from password_links where sealed_password is not null",
    );
    const link = await newLink();
    wire.refuses = undefined;
    expect(await choosePassword(link, chosen("newer ospreys 222"))).toMatchObject({ status: 200 });
    expect(await waiting()).toEqual([]);
    // This is what happens to an account request, which a later password request does not end.
    const newer = { where: "id > $1 and stage = 'close'", set: "status = 'closed', run_at = null" };
    await changeRequests(database, newer, [id]);
    await changeRequests(database, { where: "id = $1", set: "status = 'running', run_at = now()" }, [id]);
    await expect
      .poll(() => database.query("select status from requests where id = $1", [id]))
      .toEqual([{ status: "waiting" }]);
    expect(await keystoneAccepts("newer ospreys 222")).toBe(true);
    expect(await keystoneAccepts("older ospreys 111")).toBe(false);
  });

  it("is kept while its request is open, and erased when the request is abandoned", async () => {
    await choose("lonely loons 333");
    await purgeExpiredSecrets(database.db, new Date());
    expect(await waiting()).toHaveLength(1);
    await changeRequests(database, {
      where: "id = (select request_id from password_links where sealed_password is not null)",
      set: "status = 'refused', run_at = null",
    });
    await purgeExpiredSecrets(database.db, new Date());
    expect(await waiting()).toEqual([]);
  });
});

describe("a link in the chat", () => {
  it("comes by direct message, asks for no PIN, and is in no email", async () => {
    const before = emailsTo(site, "amy@example.org", "new-password").length;
    await say("U0AMY", "/acct resetpass");
    const { id } = await sandbox.until(() => sandbox.modal("U0AMY"), "the form");
    await sandbox.submit({ user: "U0AMY", viewId: id, values: { way: "chat" } });
    const told = await untilDirectMessage(site, "U0AMY", "new-password");
    const [link = ""] = /http\S+\/password\?token=[\w-]+/.exec(JSON.stringify(told.blocks)) ?? [];
    expect(readText(told)).not.toContain("PIN");
    expect((await openLink(link)).page).not.toContain('name="pin"');
    expect(emailsTo(site, "amy@example.org", "new-password")).toHaveLength(before);
    expect(await choosePassword(link, { ...chosen("nine cranes dance 6"), pin: "" })).toMatchObject({
      status: 200,
    });
    expect(await ldapAccepts("nine cranes dance 6")).toBe(true);
  });

  it("is not available to an admin, whose request sends an email to the account's address, is recorded, and names the admin", async () => {
    await say("U0ADA", "/acct resetpass amy", "C0ACCOUNTS");
    const mail = await sandbox.until(
      () => emailsTo(site, "amy@example.org", "new-password").findLast(({ text }) => /Ada/.test(text)),
      "a mail that names Ada",
    );
    expect(mail.text).toContain("Ada Okafor");
    const { stdout } = await site.run("audit", "export");
    expect(stdout).toMatch(/"kind":"requested".*"actor":"slack:U0ADA"/);
  });
});

describe("a link that does not work", () => {
  const again = (link: string) =>
    sendForm(
      `${acct.url}/password/again`,
      new URLSearchParams({ token: new URL(link).searchParams.get("token") ?? "" }),
    );
  const links = () => emailsTo(site, "amy@example.org", "new-password");

  /** The response to a request for another link. */
  let answered: Awaited<ReturnType<typeof again>> | undefined;

  it("says so when it is opened, and sends a new link to the account's address, once for each link", async () => {
    const link = await newLink();
    for (let n = 0; n < 3; n++) await choosePassword(link, { pin: "0000" });
    const dead = await openLink(link);
    expect(dead.status).toBe(403);
    expect(dead.page).toContain('action="/password/again"');
    expect(dead.page).not.toContain('type="email"');

    const before = links().length;
    const first = await again(link);
    expect(first.status).toBe(200);
    const mail = await sandbox.until(() => links()[before], "the new link");
    // The page now says that the link was sent before.
    for (let n = 0; n < 2; n++) expect((await again(link)).page).not.toBe(first.page);
    expect(links()).toHaveLength(before + 1);
    expect((await openLink(linkIn(mail))).page).toContain('name="confirm_password"');
    answered = first;
  });

  it("gets the same response if it never existed, and nothing is sent", async () => {
    const before = links().length;
    expect(await again(`${acct.url}/password?token=invented`)).toEqual(answered);
    expect(links()).toHaveLength(before);
  });
});

describe("/reset", () => {
  const wish = (email: string, but: Record<string, string> = {}) =>
    sendForm(`${acct.url}/reset`, new URLSearchParams({ name: "Amy", email, confirm_email: email, ...but }));
  const asked = () => emailsTo(site, "amy@example.org", "confirm-reset");

  it("responds the same to every address, and changes nothing: earlier links still work", async () => {
    const link = await newLink();
    const [known, unknown] = await Promise.all([wish("Amy@Example.org"), wish("nobody@example.org")]);
    expect(known.status).toBe(200);
    expect(known).toEqual(unknown);
    await sandbox.until(() => asked()[0], "the question by mail");
    await wish("amy@example.org");
    expect(asked()).toHaveLength(1);
    expect((await openLink(link)).page).toContain('name="confirm_password"');
    expect(await ldapAccepts("nine cranes dance 6")).toBe(true);
  });

  const confirm = (token: string, pin: string) =>
    fetch(`${acct.url}/reset/confirm`, {
      method: "POST",
      headers: BROWSER,
      redirect: "manual",
      body: new URLSearchParams({ token, pin }),
    });

  it("cannot be used to lock an owner out: only the person who receives the email chooses the PIN", async () => {
    await wish("amy@example.org", { pin: "1234" });
    const link = urlIn(asked()[0] ?? { text: "" }, "reset/confirm");
    const shown = await openLink(link);
    expect(shown.page).toContain("amy");
    expect(shown.page).toContain('name="pin"');
    expect(shown.url).toBe(`${acct.url}/reset/confirm`);
    const token = new URL(link).searchParams.get("token") ?? "";
    expect((await confirm(token, "12")).status).toBe(400);
    const answer = await confirm(token, "271828");
    expect(answer.headers.get("location")).toBe("/password");
    const [, kept = ""] = /acct-password=([^;]+)/.exec(answer.headers.getSetCookie().join("\n")) ?? [];
    const choose = (pin: string) =>
      choosePassword(`${acct.url}/password?token=${kept}`, { ...chosen("ten swans glide 77"), pin });
    expect(await choose("1234")).toMatchObject({ status: 403 });
    expect(await choose("271828")).toMatchObject({ status: 200 });
    expect(await ldapAccepts("ten swans glide 77")).toBe(true);
    expect((await confirm(token, "271828")).status).toBe(404);
  });

  it("creates a link without a PIN if the person chooses none, even if the account has one", async () => {
    await database.query("update password_resets set created_at = now() - interval '11 minutes'");
    await database.query("update accounts set pin_hash = 'of the application'");
    await wish("amy@example.org");
    const mail = await sandbox.until(() => asked()[1], "another question by mail");
    const token = new URL(urlIn(mail, "reset/confirm")).searchParams.get("token") ?? "";
    const answer = await confirm(token, "");
    const [, kept = ""] = /acct-password=([^;]+)/.exec(answer.headers.getSetCookie().join("\n")) ?? [];
    const link = `${acct.url}/password?token=${kept}`;
    expect((await openLink(link)).page).not.toContain('name="pin"');
    expect(await choosePassword(link, { ...chosen("five wrens sing 31"), pin: "" })).toMatchObject({
      status: 200,
    });
  });
});

it("If ten valid forms arrive at once at two processes, one sets the password, and the others are rejected", async () => {
  const other = await site.start();
  const link = await newLink();
  const tries = await meetAt(
    database,
    "select from password_links where used_at is null",
    Array.from(
      { length: 10 },
      (_, n) => () => choosePassword(link, chosen(`herons number ${n}0`), n % 2 ? acct.url : other.url),
    ),
  );
  const set = tries.flatMap(({ status }, n) => (status === 200 ? [n] : []));
  expect(set).toHaveLength(1);
  expect(tries.filter(({ status }) => status === 409)).toHaveLength(9);
  expect(await ldapAccepts(`herons number ${set[0]}0`)).toBe(true);
  expect(await keystoneAccepts(`herons number ${set[0]}0`)).toBe(true);
});

it("Programs can create links in acct as they do in `acct setpass`, and `acct doctor` checks the Keystone behind them", async () => {
  const adminToken = (await keystone.tokenOf("admin", keystone.admin.password, "admin")) ?? "";
  const { users } = (await (
    await fetch(`${keystone.url}/users?name=amy`, { headers: { "x-auth-token": adminToken } })
  ).json()) as { users: { id: string }[] };
  const id = users[0]?.id ?? "";
  const password = "one time password 1";
  await fetch(`${keystone.url}/users/${id}`, {
    method: "PATCH",
    headers: { "x-auth-token": adminToken, "content-type": "application/json" },
    body: JSON.stringify({ user: { password } }),
  });
  const put = await fetch(`${acct.url}/token/${id}`, {
    method: "PUT",
    headers: { "x-auth-token": adminToken },
    body: JSON.stringify({ pin: "4711", password }),
  });
  const token = await put.text();
  const set = await fetch(`${acct.url}/?token=${token}`, {
    method: "POST",
    body: new URLSearchParams({ pin: "4711", ...chosen("twelve geese graze 9") }),
  });
  expect(await set.text()).toBe("Password set.");
  expect(await keystoneAccepts("twelve geese graze 9")).toBe(true);
  expect((await site.run("doctor")).stdout).toMatch(new RegExp(`^ok {4}.*${keystone.url}`, "m"));
});
