import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { startHttpTap } from "../../dev/local-stack/http-tap.ts";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { startSetpass } from "../../dev/local-stack/setpass.ts";
import { startTcpGate } from "../../dev/local-stack/tcp-gate.ts";
import { startMailCatcher } from "../../dev/sandbox/mail-catcher.ts";
import { purgeExpiredSecrets } from "../../src/db/password-links.ts";
import { aKeystoneUser, eyeOn } from "../keystone-inspector.ts";
import { newDatabase } from "../new-database.ts";
import { meetAt } from "../start-simultaneously.ts";

const folder = join(inject("folder"), "setpass");
const [keystone, database, certificates] = await Promise.all([
  startKeystone({ folder: join(folder, "keystone"), policy: "lockout_failure_attempts = 5\n" }),
  newDatabase(),
  makeCertificates(join(folder, "certificates")),
]);
const mail = { user: "acct", password: "smtp-password" };
const mailCatcher = await startMailCatcher({ tls: certificates, ...mail });
const wire = await startHttpTap(new URL(keystone.url).origin, -1);
const gate = await startTcpGate({ host: "127.0.0.1", port: Number(new URL(wire.url).port) });
await gate.open();
const setpass = await startSetpass({
  folder,
  databaseUrl: database.url,
  variables: { SMTP_PASSWORD: mail.password },
  settings: {
    setpass: {
      authUrl: `http://127.0.0.1:${gate.port}/v3`,
      tokenExpiration: "1d",
      helpdesk: { address: "helpdesk@example.org", subject: "New Ticket" },
    },
    mail: {
      from: "root@example.org",
      host: "127.0.0.1",
      port: mailCatcher.port,
      user: mail.user,
      caFile: certificates.caFile,
    },
  },
});
afterAll(async () => {
  await setpass.stop();
  await gate.shut();
  await Promise.all([keystone.stop(), database.close(), mailCatcher.stop(), wire.close()]);
});

afterEach(() => {
  wire.refuses = undefined;
  wire.loses = undefined;
});

/** Lists the calls to Keystone, without the service's regular checks of whether it responds. */
const askedSince = (before: number) => wire.calls.slice(before).filter((asked) => asked !== "GET /v3/");

const eye = eyeOn(keystone);
const adminToken = (await keystone.tokenOf("admin", keystone.admin.password, "admin")) ?? "";
const [OLD, NEW, PIN] = ["one time password 1", "a new password 2", "4711"];

/** Creates a user in Keystone with the password `OLD`. */
const aUser = () => aKeystoneUser(eye, OLD);

let address = 0;
/** Calls the service like a client of setpass: it doesn't ask for pages, and each call has a different address. */
async function call(path: string, init: RequestInit = {}) {
  const headers = { "x-forwarded-for": `10.0.${address >> 8}.${address++ & 255}`, ...init.headers };
  const answer = await fetch(`${setpass.url}${path}`, { redirect: "manual", ...init, headers });
  const type = answer.headers.get("content-type");
  return { status: answer.status, body: await answer.text(), type, headers: answer.headers };
}
const put = (user: string, body: string | object, token: string | undefined = adminToken) =>
  call(`/token/${user}`, {
    method: "PUT",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: token === undefined ? {} : { "x-auth-token": token },
  });
const post = (token: string, fields: Record<string, string>) =>
  call(`/?token=${token}`, { method: "POST", body: new URLSearchParams(fields) });
const right = { password: NEW, confirm_password: NEW, pin: PIN };

async function aLink(): Promise<{ token: string; id: string; name: string }> {
  const user = await aUser();
  const { body } = await put(user.id, { pin: PIN, password: OLD });
  return { token: body, ...user };
}

describe("PUT /token/<user_id>", () => {
  it("returns a new token in setpass's format, and calls Keystone once", async () => {
    const { id } = await aUser();
    const before = wire.calls.length;
    const { status, body, type } = await put(id, { pin: PIN, password: OLD });
    expect({ status, type }).toEqual({ status: 200, type: "text/html; charset=utf-8" });
    expect(body).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(askedSince(before)).toEqual(["POST /v3/auth/tokens"]);
  });

  it.each<[string, string | undefined, string, number, string]>([
    ["no header", undefined, "{}", 401, "Unauthorized"],
    ["an empty header", "", "{}", 401, "Unauthorized"],
    [
      "a token that Keystone does not know",
      "nonsense",
      "not even JSON",
      500,
      "Keystone did not check the token: ",
    ],
    ["a body that is not JSON", adminToken, "pin=1", 500, "not JSON"],
    ["no body", adminToken, "", 500, "not JSON"],
    ["an unknown user without a PIN", adminToken, `{"password":"x"}`, 500, "pin and password are needed"],
    ["a PIN that is null", adminToken, `{"pin":null,"password":"x"}`, 500, "pin must be a text"],
  ])("with %s is rejected with its own status, in this order", async (_, token, body, status, words) => {
    const answer = await put(randomUUID(), body, token ?? "");
    expect(answer).toMatchObject({ status, body: expect.stringContaining(words) });
    if (token === undefined) {
      expect(await call("/token/x", { method: "PUT", body })).toMatchObject({ status: 401 });
    }
  });

  it("rejects a user who is in Keystone but not in the admin project", async () => {
    const { name } = await aUser();
    const token = await keystone.tokenOf(name, OLD);
    expect(await put("somebody", { pin: PIN, password: OLD }, token)).toMatchObject({
      status: 403,
      body: "Forbidden",
    });
  });

  it("keeps values that aren't given, invalidates the previous token, and resets wrong attempts", async () => {
    const { token, id, name } = await aLink();
    for (let n = 0; n < 3; n++) await post(token, { ...right, pin: "0000" });
    for (const body of ["{}", "[]", `{"pin":8888}`]) {
      const { status, body: newToken } = await put(id, body);
      expect(status, body).toBe(200);
      expect(await post(token, right)).toMatchObject({ status: 404, body: "Token not found" });
      if (body.includes("8888")) {
        expect(await post(newToken, { ...right, pin: "8888" })).toMatchObject({
          status: 200,
          body: "Password set.",
        });
      }
    }
    expect(await keystone.tokenOf(name, NEW)).toEqual(expect.any(String));
  });

  it("treats several slashes in a row as one, as setpass did, and responds with 404 without a user ID", async () => {
    const { id } = await aUser();
    const headers = { "x-auth-token": adminToken };
    const body = JSON.stringify({ pin: PIN, password: OLD });
    expect((await call(`//token/${id}`, { method: "PUT", body, headers })).status).toBe(200);
    expect((await call("/token/", { method: "PUT", body, headers })).status).toBe(404);
  });

  it("renews an expired link only with a PIN and a password, and says why, whether or not the old ones are erased", async () => {
    const { id } = await aLink();
    await database.query(
      "update password_links set expires_at = now() - interval '1 s' where keystone_user_id = $1",
      [id],
    );
    const answers = [await put(id, {}), await put(id, { pin: PIN })];
    await purgeExpiredSecrets(database.db, new Date());
    answers.push(await put(id, {}), await put(id, { password: OLD }));
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 500, body: expect.stringContaining("were erased") });
    }
    expect((await put(id, { pin: PIN, password: OLD })).status).toBe(200);
  });

  it("reports an address that is too long or unreadable as text, never as JSON", async () => {
    for (const [path, status] of [
      [`/token/${"x".repeat(101)}`, 414],
      ["/token/%E0%A4%A", 400],
      [`/${"x".repeat(20_000)}`, 431],
    ] as const) {
      const answer = await call(path, { method: "PUT", body: "{}", headers: { "x-auth-token": adminToken } });
      expect(answer).toMatchObject({ status, type: expect.stringMatching(/^text\/(html|plain)/) });
      expect(answer.body).toMatch(/^[^{}]+$/);
    }
  });

  it("responds with 404 to a user ID with a slash", async () => {
    expect(await put("a/b", {})).toMatchObject({ status: 404 });
    expect(await put("a%2Fb", {})).toMatchObject({ status: 404 });
  });
});

describe("GET /", () => {
  it("without a token responds with 404 to a program, and with any token shows the form without looking it up", async () => {
    expect(await call("/")).toMatchObject({ status: 404, body: "Token not found" });
    expect(await call("/?token=")).toMatchObject({ status: 404, body: "Token not found" });
    const { status, body } = await call("/?token=unknown");
    expect(status).toBe(200);
    for (const name of ["pin", "password", "confirm_password"]) expect(body).toContain(`name="${name}"`);
  });

  it.each([
    ["/", "DELETE", 405],
    ["/", "PUT", 405],
    ["/reset", "PATCH", 405],
    ["/token/x", "GET", 405],
    ["/?token=x", "HEAD", 200],
    ["/", "OPTIONS", 200],
    ["/nowhere", "GET", 404],
  ])("%s responds to %s with %i", async (path, method, status) => {
    const answer = await call(path, { method });
    expect(answer.status).toBe(status);
    if (method === "OPTIONS") expect(answer.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
  });

  it("serves the stylesheet under its old name", async () => {
    expect(await call("/static/setpass.css")).toMatchObject({ status: 200, type: "text/css; charset=utf-8" });
  });
});

describe("POST /?token=", () => {
  it.each<[string, Record<string, string>, string]>([
    ["a field that is missing", { password: NEW, confirm_password: NEW }, "Bad Request"],
    ["a field that is empty", { ...right, pin: "" }, "Missing required field!"],
    ["two different passwords", { ...right, confirm_password: "other" }, "Passwords do not match"],
  ])("rejects %s with 400 before the token is looked up", async (_, fields, words) => {
    expect(await post("unknown", fields)).toMatchObject({
      status: 400,
      body: expect.stringContaining(words),
    });
  });

  it("rejects JSON as a form without fields, accepts both kinds of forms, and reads the token only from the query", async () => {
    const { token } = await aLink();
    const json = {
      method: "POST",
      body: JSON.stringify(right),
      headers: { "content-type": "application/json" },
    };
    expect(await call(`/?token=${token}`, json)).toMatchObject({ status: 400 });
    const inBody = new URLSearchParams({ ...right, token });
    expect(await call("/", { method: "POST", body: inBody })).toMatchObject({
      status: 400,
      body: "Missing required field!",
    });
    const form = new FormData();
    for (const [name, value] of Object.entries(right)) form.set(name, value);
    expect(await call(`/?token=${token}`, { method: "POST", body: form })).toMatchObject({ status: 200 });
  });

  it("sets the password with only the one-time password; then the token is unknown, and its secrets are erased", async () => {
    const { token, name, id } = await aLink();
    const before = wire.calls.length;
    const answer = await post(token, right);
    expect(answer).toMatchObject({ status: 200, body: "Password set.", type: "text/html; charset=utf-8" });
    expect(askedSince(before)).toEqual([`POST /v3/users/${id}/password`]);
    expect(await keystone.tokenOf(name, NEW)).toEqual(expect.any(String));
    expect(await keystone.tokenOf(name, OLD)).toBeUndefined();
    expect(await post(token, right)).toMatchObject({ status: 404, body: "Token not found" });
    expect(
      await database.query(
        "select pin_hash, sealed_password from password_links where keystone_user_id = $1",
        [id],
      ),
    ).toEqual([{ pin_hash: null, sealed_password: null }]);
  });

  it("responds with 404 to an unknown token", async () => {
    expect(await post(randomUUID(), right)).toMatchObject({ status: 404, body: "Token not found" });
  });

  it("allows three wrong PINs, and then rejects the right one too", async () => {
    const { token, name } = await aLink();
    for (let n = 0; n < 3; n++) {
      expect(await post(token, { ...right, pin: `000${n}` })).toMatchObject({
        status: 403,
        body: "Wrong pin",
      });
    }
    const locked = { status: 403, body: "Account locked, too many wrong attempts!" };
    expect(await post(token, right)).toMatchObject(locked);
    expect(await post(token, { ...right, pin: "0000" })).toMatchObject(locked);
    expect(await keystone.tokenOf(name, OLD)).toEqual(expect.any(String));
  });

  it("reports a locked link before a wrong PIN, and a wrong PIN before an expired link", async () => {
    const { token, id } = await aLink();
    await database.query(
      "update password_links set expires_at = now() - interval '1 s' where keystone_user_id = $1",
      [id],
    );
    expect(await post(token, right)).toMatchObject({ status: 403, body: "Token expired" });
    for (let n = 0; n < 3; n++) {
      expect(await post(token, { ...right, pin: "0000" })).toMatchObject({ status: 403, body: "Wrong pin" });
    }
    expect(await post(token, right)).toMatchObject({ status: 403, body: expect.stringContaining("locked") });
  });

  it("quotes why Keystone rejects a password, and counts no attempt", async () => {
    const { token, id, name } = await aLink();
    const weak = await post(token, { ...right, password: "short", confirm_password: "short" });
    expect(weak).toMatchObject({
      status: 400,
      body: "OpenStack refused this password: The password does not match the requirements: 8 characters or more, with a letter and a digit.",
    });
    const reused = await post(token, { ...right, password: OLD, confirm_password: OLD });
    expect(reused).toMatchObject({
      status: 400,
      body: expect.stringContaining("identical to a previous password"),
    });
    expect(
      await database.query("select attempts from password_links where keystone_user_id = $1", [id]),
    ).toEqual([{ attempts: 0 }]);
    expect(await post(token, right)).toMatchObject({ status: 200 });
    expect(await keystone.tokenOf(name, NEW)).toEqual(expect.any(String));
  });

  it("says so if the one-time password was changed in the meantime, and asks Keystone about it only once", async () => {
    const { token, id, name } = await aLink();
    const byHand = "set by hand 77";
    await eye.send("PATCH", `/users/${id}`, { user: { password: byHand } });
    const before = wire.calls.length;
    for (let n = 0; n < 6; n++) {
      expect(await post(token, right)).toMatchObject({
        status: 500,
        body: expect.stringContaining("no longer valid"),
      });
    }
    expect(askedSince(before)).toEqual([`POST /v3/users/${id}/password`]);
    // Keystone locks people out after five failed logins.
    expect(await keystone.tokenOf(name, byHand)).toEqual(expect.any(String));
    const { status, body: newToken } = await put(id, { password: byHand });
    expect(status).toBe(200);
    expect(await post(newToken, right)).toMatchObject({ status: 200, body: "Password set." });
  });

  it("succeeds if the new password is already set because the response to an earlier attempt was lost", async () => {
    const { token, name } = await aLink();
    wire.loses = (call) => call.endsWith("/password");
    expect(await post(token, right)).toMatchObject({ status: 503 });
    wire.loses = undefined;
    expect(await post(token, right)).toMatchObject({ status: 200, body: "Password set." });
    expect(await keystone.tokenOf(name, NEW)).toEqual(expect.any(String));
  });

  type Cuts = "refuses" | "loses";
  const isChange = (call: string) => call.endsWith("/password");
  const isLogin = (call: string) => call === "POST /v3/auth/tokens";
  it.each<[string, Cuts, (call: string, n: number) => boolean]>([
    ["some calls never reach it", "refuses", (call, n) => isChange(call) && n % 3 === 0],
    ["its responses are lost", "loses", isChange],
    ["some of its responses are lost", "loses", (call, n) => isChange(call) && n % 3 === 0],
    ["responses to the checks that follow are lost, too", "loses", (call, n) => isLogin(call) || n === 0],
    ["the checks that follow never reach it", "refuses", (call, n) => isLogin(call) || n === 0],
  ])("locks no one out of Keystone, no matter what is tried while %s", async (_, cuts, isCut) => {
    const { token, name, id } = await aLink();
    await eye.send("PATCH", `/users/${id}`, { user: { password: "set by hand 88" } });
    for (let n = 0; n < 12; n++) {
      wire[cuts] = (call) => isCut(call, n);
      const password = `a new password ${n}`;
      await post(token, { ...right, password, confirm_password: password });
    }
    wire[cuts] = undefined;
    expect(await keystone.tokenOf(name, "set by hand 88")).toEqual(expect.any(String));
  });

  it("says that the password may be set, and ends the link, if Keystone's response was lost twice", async () => {
    const { token, name, id } = await aLink();
    wire.loses = isChange;
    expect(await post(token, right)).toMatchObject({ status: 503 });
    const unsure = { status: 500, body: expect.stringContaining("may be set") };
    expect(await post(token, right)).toMatchObject(unsure);
    wire.loses = undefined;
    const before = wire.calls.length;
    expect(await post(token, right)).toMatchObject(unsure);
    expect(askedSince(before)).toEqual([]);
    const page = await call(`/?token=${token}`, { headers: { accept: "text/html", cookie: "" } });
    expect(page.status).toBe(303);
    expect(await keystone.tokenOf(name, NEW)).toEqual(expect.any(String));
    const { body: newToken } = await put(id, { password: NEW });
    const other = { ...right, password: "another password 3", confirm_password: "another password 3" };
    expect(await post(newToken, other)).toMatchObject({ status: 200, body: "Password set." });
  });

  it.each<[string, () => Promise<void> | void, () => Promise<void> | void]>([
    ["is down", () => gate.shut(), () => gate.open()],
    [
      "doesn't respond",
      () => {
        wire.refuses = () => true;
      },
      () => {
        wire.refuses = undefined;
      },
    ],
  ])("keeps a link valid that is tried again and again while Keystone %s", async (_, begins, ends) => {
    const { token, name } = await aLink();
    await begins();
    for (let n = 0; n < 4; n++) expect(await post(token, right)).toMatchObject({ status: 503 });
    await ends();
    expect(await post(token, right)).toMatchObject({ status: 200, body: "Password set." });
    expect(await keystone.tokenOf(name, NEW)).toEqual(expect.any(String));
  });
});

describe("simultaneous attempts", () => {
  it("with 300 wrong PINs, 60 at a time, get only three guesses", async () => {
    const { token, id } = await aLink();
    const bodies: string[] = [];
    const guesses = Array.from({ length: 300 }, (_, n) => String(1000 + n)).filter((pin) => pin !== PIN);
    const guess = async () => {
      for (let pin = guesses.pop(); pin !== undefined; pin = guesses.pop()) {
        bodies.push((await post(token, { ...right, pin })).body);
      }
    };
    await Promise.all(Array.from({ length: 60 }, guess));
    expect(bodies.filter((body) => body === "Wrong pin")).toHaveLength(3);
    const locked = "Account locked, too many wrong attempts!";
    const limited = "Too many attempts. Please wait a minute.";
    expect(new Set(bodies)).toEqual(new Set(["Wrong pin", locked, limited]));
    expect(bodies.filter((body) => body !== limited)).toHaveLength(60);
    const [row] = await database.query<{ attempts: number }>(
      "select attempts from password_links where keystone_user_id = $1",
      [id],
    );
    expect(row?.attempts).toBe(60);
  });

  it("with the right PIN set the password once, and the other nine are told that it is set", async () => {
    const { token, name } = await aLink();
    const answers = await meetAt(
      database,
      "select from password_links where used_at is null",
      Array.from({ length: 10 }, (_, n) => () => {
        const password = `a new password ${n}`;
        return post(token, { ...right, password, confirm_password: password });
      }),
    );
    const set = answers.flatMap(({ status }, n) => (status === 200 ? [n] : []));
    expect(set).toHaveLength(1);
    expect(
      answers.filter(({ status, body }) => status === 409 && body === "Password already set."),
    ).toHaveLength(9);
    expect(await keystone.tokenOf(name, `a new password ${set[0]}`)).toEqual(expect.any(String));
  });
});

describe("/reset", () => {
  const resetRequest = {
    name: "Amy Ash",
    email: "amy@example.org",
    confirm_email: "amy@example.org",
    pin: PIN,
  };
  const ask = (fields: Record<string, string>) =>
    call("/reset", { method: "POST", body: new URLSearchParams(fields) });

  it.each<[string, Record<string, string>, string]>([
    ["a field that is missing", { name: "Amy" }, "Bad Request"],
    ["a field that is empty", { ...resetRequest, name: "" }, "Missing required field!"],
    [
      "two different addresses",
      { ...resetRequest, confirm_email: "ada@example.org" },
      "Email addresses do not match.",
    ],
    ["a PIN of letters", { ...resetRequest, pin: "abcd" }, "Pin should be"],
  ])("rejects %s with 400", async (_, fields, words) => {
    expect(await ask(fields)).toMatchObject({ status: 400, body: expect.stringContaining(words) });
  });

  it("forwards the request to the helpdesk in setpass's format, and says so", async () => {
    expect(await ask(resetRequest)).toMatchObject({
      status: 200,
      body: "The request has been forwarded to the helpdesk.",
    });
    const browser = { accept: "text/html", "accept-language": "de" };
    const before = mailCatcher.mails.length;
    const answer = await call("/reset", {
      method: "POST",
      body: new URLSearchParams(resetRequest),
      headers: browser,
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/reset/sent"]);
    expect(mailCatcher.mails).toHaveLength(before + 1);
    const { body } = await call("/reset/sent", { headers: browser });
    expect(body).toContain("Unser Helpdesk hat die Anfrage");
    // The helpdesk may replace the old password before the link arrives.
    expect((await call("/reset", { headers: { accept: "text/html" } })).body).not.toContain(
      "works until you choose",
    );
    const [sent] = mailCatcher.mails;
    expect(sent).toMatchObject({ to: ["helpdesk@example.org"], subject: "New Ticket" });
    expect(sent?.text.trim()).toBe(
      "[amy@example.org]\nCSR Type: [Password Reset]\nPriority: [High]\n\nUser's Full Name: Amy Ash\nOpenStack username: amy@example.org\nPIN: 4711",
    );
  });

  it("responds with 500 if the mail server rejects the email", async () => {
    mailCatcher.refused.set("helpdesk@example.org", 451);
    expect(await ask(resetRequest)).toMatchObject({ status: 500 });
    mailCatcher.refused.clear();
  });
});

it("No token, PIN or password is in the database or the log in plain text", async () => {
  const { token } = await aLink();
  await post(token, { ...right, pin: "pin nine seven" });
  const rows = JSON.stringify(await database.query("select t::text from password_links t"));
  for (const secret of [token, OLD, NEW, "pin nine seven", Buffer.from(OLD).toString("hex")]) {
    expect(rows).not.toContain(secret);
    expect(setpass.log()).not.toContain(secret);
  }
});

it("The secrets of an unused link are erased once it has expired, and its token is still reported as expired", async () => {
  const { token, id } = await aLink();
  const tomorrow = new Date(Date.now() + 25 * 3_600_000);
  expect(await purgeExpiredSecrets(database.db, tomorrow)).toBeGreaterThan(0);
  expect(
    await database.query("select pin_hash, sealed_password from password_links where keystone_user_id = $1", [
      id,
    ]),
  ).toEqual([{ pin_hash: null, sealed_password: null }]);
  await database.query("update password_links set expires_at = now() where keystone_user_id = $1", [id]);
  expect(await post(token, right)).toMatchObject({ status: 403, body: "Token expired" });
});

it("A flood from one address is slowed down, with a message", async () => {
  const headers = { "x-forwarded-for": "192.0.2.7" };
  const answers = await Promise.all(Array.from({ length: 80 }, () => call("/?token=x", { headers })));
  expect(answers.at(-1)).toMatchObject({ status: 429, body: "Too many attempts. Please wait a minute." });
});

it("`acct migrate` works with the settings of the password service alone, and `acct start` says what they lack", async () => {
  expect((await setpass.run("migrate")).stdout).toBe("The database is up to date.\n");
  const { code, stderr } = await setpass.run("start");
  expect(code).toBe(1);
  expect(stderr).toContain("SLACK_BOT_TOKEN is missing");
});

it.each(["acct-password=%E0%A4%A", "acct-password=", "acct-password=nonsense; other=1", "x=acct-password"])(
  "An invalid cookie (%s) gets the same page as a link that doesn't work",
  async (cookie) => {
    const { status, body } = await call("/password", { headers: { accept: "text/html", cookie } });
    expect(status).toBe(404);
    expect(body).toContain("help@example.org");
  },
);

it("`acct setpass doctor` checks everything that the service depends on", async () => {
  const { code, stdout } = await setpass.run("setpass", "doctor");
  expect(stdout).toMatch(
    new RegExp(`^ok {4}Keystone for setpass: http://127\\.0\\.0\\.1:${gate.port}/v3 `, "m"),
  );
  expect(stdout).toMatch(/^ok {4}database: /m);
  expect(stdout).toMatch(/^ok {4}mail: /m);
  expect(stdout).toContain(`ok    pages: ${setpass.url} `);
  expect(code).toBe(0);
});

it("/readyz lists everything that the service depends on", async () => {
  const answer = await fetch(`${setpass.url}/readyz`);
  const { dependencies } = (await answer.json()) as { dependencies: { name: string; ok: boolean }[] };
  expect(dependencies.map(({ name, ok }) => [name, ok])).toEqual([
    ["database", true],
    ["clock", true],
    ["Keystone for setpass", true],
    ["mail", true],
  ]);
});

it("Behind TLS, browsers are told to keep using it, and the cookie is never sent without it", async () => {
  const behindTls = await startSetpass({
    folder: join(folder, "tls"),
    databaseUrl: database.url,
    settings: { setpass: { authUrl: keystone.url } },
    variables: { PUBLIC_URL: "https://password.example.org" },
  });
  const { headers } = await fetch(`${behindTls.url}/?token=x`, {
    headers: { accept: "text/html" },
    redirect: "manual",
  });
  expect(headers.get("strict-transport-security")).toMatch(/max-age=\d{7,}/);
  expect(headers.get("set-cookie")).toMatch(
    /^__Host-acct-password=x; Path=\/;.* HttpOnly; SameSite=Lax; Secure$/,
  );
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  // No helpdesk is configured here, so there is no form that no one would read.
  expect((await fetch(`${behindTls.url}/reset`)).status).toBe(404);
  await behindTls.stop();
});
