import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, describe, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { startMailCatcher } from "../../dev/sandbox/mail-catcher.ts";
import { guardLogins } from "../../src/credentials/guard-logins.ts";
import { LoginPausedError } from "../../src/credentials/login-guard.ts";
import { Failure } from "../../src/failure/failure.ts";
import { openLog } from "../../src/log.ts";
import { compose } from "../../src/mail/compose.ts";
import { SenderRefusedError, UndeliverableError } from "../../src/mail/mailer.ts";
import { checkSmtp, type SmtpConfig, smtpMailer } from "../../src/mail/smtp.ts";
import { readOwnTemplates } from "../../src/view/templates/templates.ts";
import { holdsMailerContract } from "../contracts/mailer.contract.ts";
import { newDatabase } from "../new-database.ts";

const { ca, cert, key } = await makeCertificates(join(inject("folder"), "smtp"));
const catcher = await startMailCatcher({ tls: { cert, key }, user: "acct", password: "secret" });
const config: SmtpConfig = {
  from: "Accounts <accounts@example.org>",
  host: "127.0.0.1",
  port: catcher.port,
  user: "acct",
  password: "secret",
  ca,
  startTls: true,
};
const mailer = smtpMailer(config);
afterAll(async () => {
  mailer.close();
  await catcher.stop();
});

const site = {
  name: "Campus",
  helpAddress: "help@example.org",
  timeZone: "Europe/Berlin",
  accent: { light: "#1f5fbf", dark: "#7fb0ff" },
};
const { templates } = readOwnTemplates();
const message = {
  title: "Your account is ready",
  lines: ["Your username is <b>aash</b> & more.", ["Until ", new Date("2026-03-02T08:00:00Z"), "."]],
  links: [{ label: "Choose a password", url: "https://acct.example.org/password?token=a&b=c" }],
};
function mailTo(address: string, name = "Amy Ash") {
  return compose(message, { messageId: `<7.welcome.${address}>`, to: { name, address }, site, templates });
}
const mailsTo = (address: string) => catcher.mails.filter(({ to }) => to.includes(address));

it("An email is sent with STARTTLS and marked as generated automatically", async () => {
  await mailer.send(mailTo("amy@example.org"));
  const [mail] = mailsTo("amy@example.org");
  expect(mail).toMatchObject({
    secure: true,
    from: "Accounts <accounts@example.org>",
    subject: "Your account is ready – Campus",
    messageId: "<7.welcome.amy@example.org>",
  });
  expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated/m);
});

it("An email has the same content as text and as HTML, with times in the site's time zone, and its text never turns into markup", async () => {
  await mailer.send(mailTo("both@example.org"));
  const [mail] = mailsTo("both@example.org");
  expect(mail?.text).toContain("Your username is <b>aash</b> & more.");
  expect(mail?.text).toContain("Monday, March 2, 2026 at 9:00 AM CET");
  expect(mail?.text).toContain("https://acct.example.org/password?token=a&b=c");
  expect(mail?.html).toContain("&lt;b&gt;aash&lt;/b&gt; &amp; more.");
  expect(mail?.html).toContain('href="https://acct.example.org/password?token=a&amp;b=c"');
});

const TOKEN = "2s-0123456789abcdefghijklmnop";

it("An email with a token carries it in References, and in the envelope if undelivered mail has an address of its own", async () => {
  await mailer.send({ ...mailTo("marked@example.org"), token: TOKEN });
  const address = "bounces@example.org";
  for (const subaddresses of [true, false]) {
    const returning = smtpMailer({ ...config, bounces: { address, subaddresses } });
    await returning.send({ ...mailTo("marked@example.org"), token: TOKEN });
    returning.close();
  }
  const mails = mailsTo("marked@example.org");
  expect(mails.map(({ returnTo }) => returnTo)).toEqual([
    "accounts@example.org",
    `bounces+${TOKEN}@example.org`,
    address,
  ]);
  for (const { raw, from } of mails) {
    expect(raw).toContain(`References: <acct-${TOKEN}@example.org>`);
    expect(from).toBe("Accounts <accounts@example.org>");
  }
});

it("Of several recipients, those that the server refuses are named, and the others get the email", async () => {
  catcher.refused.set("none@example.org", 550).set("busy@example.org", 451);
  const cc = ["fine", "none", "busy"].map((name) => ({ name, address: `${name}@example.org` }));
  const { refused } = await mailer.send({ ...mailTo("several@example.org"), cc });
  expect(refused.map(({ name }) => name)).toEqual(["none", "busy"]);
  expect(mailsTo("several@example.org")).toMatchObject([{ to: ["several@example.org", "fine@example.org"] }]);
  catcher.refused.clear();
});

holdsMailerContract(() => ({
  mailer,
  refuse: (address, isPermanent) => catcher.refused.set(address, isPermanent ? 550 : 451),
  received: mailsTo,
}));

it("The error of a failed email names the server", async () => {
  catcher.refused.set("full@example.org", 451);
  await expect(mailer.send(mailTo("full@example.org"))).rejects.toThrow(/127\.0\.0\.1:\d+ /);
});

it("A mail server that rejects the password gets only one login, shared by emails and checks, and the emails can be sent later", async () => {
  let logins = 0;
  const server = new SMTPServer({
    cert,
    key,
    onAuth(_auth, _session, callback) {
      logins++;
      callback(Object.assign(new Error("5.7.8 wrong user or password"), { responseCode: 535 }));
    },
  });
  server.on("error", () => undefined).listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const database = await newDatabase();
  const guardDeps = {
    db: database.db,
    secretKey: Buffer.alloc(32),
    now: () => new Date(),
    log: openLog("silent"),
  };
  const guards = guardLogins(guardDeps);
  const refused = smtpMailer({ ...config, port }, guards);

  const sending = ["one", "two", "three", "four", "five"].map((name) =>
    refused.send(mailTo(`${name}@example.org`)),
  );
  for (const send of sending) {
    await expect(send).rejects.toThrow(/mail\.user and SMTP_PASSWORD/);
    await expect(send).rejects.not.toThrow(UndeliverableError);
  }
  await expect(checkSmtp({ ...config, port }, guards)).rejects.toBeInstanceOf(LoginPausedError);
  expect(logins).toBe(1);
  refused.close();
  await Promise.all([new Promise<void>((resolve) => server.close(resolve)), database.close()]);
});

it.each<[string, Partial<SmtpConfig>]>([
  ["with an untrusted certificate", { ca: undefined }],
  ["that doesn't respond", { port: 1 }],
])("A mail server %s gets no email, and the email can be sent later", async (_, but) => {
  const before = catcher.mails.length;
  const other = smtpMailer({ ...config, ...but });
  const sending = other.send(mailTo("later@example.org"));
  await expect(sending).rejects.toThrow(Failure);
  await expect(sending).rejects.not.toThrow(UndeliverableError);
  expect(catcher.mails).toHaveLength(before);
  other.close();
});

it("A relay on this machine without TLS is reported as unencrypted, and never as using TLS", async () => {
  const server = new SMTPServer({ disabledCommands: ["STARTTLS", "AUTH"], authOptional: true });
  server.on("error", () => undefined).listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const inClear = { ...config, port, user: undefined, startTls: false };
  expect(await checkSmtp(inClear)).toContain("unencrypted");
  expect(await checkSmtp(inClear)).not.toMatch(/TLS/);
  await expect(checkSmtp({ ...inClear, startTls: true })).rejects.toThrow(Failure);
  expect(await checkSmtp(config)).toMatch(/over TLS/);
  await new Promise<void>((resolve) => server.close(resolve));
});

it.each([
  ["MAIL FROM", "550 5.7.1 sender rejected"],
  ["RCPT TO", "550 5.4.5 Daily user sending limit exceeded"],
  ["DATA", "550 5.7.60 Client does not have permissions to send as this sender"],
] as const)(
  "A server that refuses us at %s doesn't make the email undeliverable, and is known for it until it takes one",
  async (at, reply) => {
    catcher.refusal = { at, reply };
    const sending = mailer.send(mailTo("us@example.org"));
    await expect(sending).rejects.toThrow(SenderRefusedError);
    await expect(sending).rejects.toThrow(reply);
    expect(mailer.refusal()).toContain(reply);
    catcher.refusal = undefined;
    await mailer.send(mailTo("us@example.org"));
    expect(mailer.refusal()).toBeUndefined();
  },
);

describe("the check of a mail server", () => {
  const check = () => checkSmtp(config, undefined, { to: "help@example.org" });
  afterEach(() => {
    catcher.refusal = undefined;
    catcher.refused.clear();
  });

  it("sends nothing", async () => {
    const before = catcher.mails.length;
    expect(await check()).toContain("over TLS");
    expect(catcher.mails).toHaveLength(before);
  });

  it.each(["MAIL FROM", "RCPT TO"] as const)("finds a server that refuses us at %s", async (at) => {
    catcher.refusal = { at, reply: "550 5.7.1 not you" };
    await expect(check()).rejects.toThrow(/550 5\.7\.1 not you.*mail\.from/);
  });

  it("finds a help address that has no mailbox", async () => {
    catcher.refused.set("help@example.org", 550);
    await expect(check()).rejects.toThrow(/no such mailbox.*site\.helpAddress/);
  });

  it("accepts a server that asks us to try later", async () => {
    catcher.refused.set("help@example.org", 451);
    expect(await check()).toContain("over TLS");
  });
});
