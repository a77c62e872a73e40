import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ImapFlow } from "imapflow";
import { afterAll, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { startDovecot } from "../../dev/local-stack/dovecot.ts";
import { startPostfix } from "../../dev/local-stack/postfix.ts";
import { run } from "../../dev/local-stack/run.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { imapMailbox } from "../../src/mail/bounces/imap-mailbox.ts";
import { smtpMailer } from "../../src/mail/smtp.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { eventsOf, untilEvent } from "./until.ts";
import { hasAction, untilMessage } from "./until-more.ts";

/* acct sends through a real Postfix, which makes the bounces, to a real Dovecot, from which acct reads them. */

const certificates = await makeCertificates(join(inject("folder"), "bounces"));
const dovecot = await startDovecot({
  certificates,
  users: { acct: "smtp-password", bounces: "bounces-password", amy: "amy-password", help: "help-password" },
});
const postfix = await startPostfix({ certificates, dovecot });
const mail = {
  port: postfix.port,
  caFile: certificates.caFile,
  bounces: {
    address: "bounces@example.org",
    imap: {
      host: "127.0.0.1",
      port: dovecot.imapPort,
      user: "bounces",
      caFile: certificates.caFile,
      every: "1s",
    },
    webhook: true,
  },
};
const WEBHOOK_SECRET = "the-mail-server-knows-it";
const site = await newSite({
  withLdap: false,
  settings: { mail },
  variables: { BOUNCES_PASSWORD: "bounces-password", BOUNCES_WEBHOOK_SECRET: WEBHOOK_SECRET },
});
const { sandbox, database } = site;
afterAll(async () => {
  await site.stop();
  await postfix.stop();
  await dovecot.stop();
});
const acct = await site.start();

const cardWith = (about: string, action: string) =>
  sandbox.until(
    () =>
      sandbox
        .messages(ADMIN_CHANNEL)
        .find((one) => one.text.includes(about) && hasAction(one.blocks, action)),
    `a card of ${about} with ${action}`,
  );
const kinds = async (about: string) => (await eventsOf(site, about)).map(({ kind }) => kind);
const inbound = async () => {
  const text = await (await fetch(`${acct.url}/metrics`)).text();
  return Object.fromEntries(
    [...text.matchAll(/^acct_inbound_mails_total\{outcome="(\w+)"\} (\d+)/gm)].map(([, name, n]) => [
      name,
      Number(n),
    ]),
  );
};

it("An email that a mail server took and returned is on the card, with the reason, and can be sent again", async () => {
  await importRows(site, [{ email: "gone@example.org", givenName: "Gus", familyName: "Gone" }]);
  await untilEvent(site, "Gus Gone", "undelivered");
  const event = (await eventsOf(site, "Gus Gone")).find(({ kind }) => kind === "undelivered");
  expect(event?.note).toMatch(/gone@example\.org.*550 5\.1\.1 <gone@example\.org> User doesn't exist/);
  const card = await cardWith("Gus Gone", "send-again");
  await untilMessage(site, ADMIN_CHANNEL, "User doesn't exist");
  // Nothing acts twice: the next polls find the same mail, or none.
  await expect.poll(inbound).toMatchObject({ failed: 1 });
  await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "send-again" });
  await untilEvent(site, "Gus Gone", "sent-again");
  await expect.poll(inbound).toMatchObject({ failed: 2 });
  expect((await kinds("Gus Gone")).filter((kind) => kind === "undelivered")).toHaveLength(2);
});

it("An email that is only delayed is one line in the history, and no card asks to send it again", async () => {
  await importRows(site, [{ email: "sam@slow.example", givenName: "Sam", familyName: "Slow" }]);
  await untilEvent(site, "Sam Slow", "mail-delayed");
  expect(await kinds("Sam Slow")).not.toContain("undelivered");
});

it("A mailbox that was made anew is read again, and nothing in it acts twice", async () => {
  const validity = async () =>
    (await database.query<{ validity: string }>("select validity from bounce_cursors"))[0]?.validity;
  const before = { kinds: await kinds("Gus Gone"), validity: await validity() };
  await dovecot.renewValidity("bounces");
  await expect.poll(validity).not.toBe(before.validity);
  expect(await kinds("Gus Gone")).toEqual(before.kinds);
});

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(`${acct.url}/bounces`, {
    method: "POST",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers: { authorization: `Bearer ${WEBHOOK_SECRET}`, "content-type": "message/rfc822", ...headers },
  });

it("A mail server may post what comes back: what was read from the mailbox already does nothing more", async () => {
  const [raw] = await rawMails();
  const before = await kinds("Gus Gone");
  expect((await post(raw ?? "")).status).toBe(204);
  expect(await inbound()).toMatchObject({ repeated: expect.any(Number) });
  expect(await kinds("Gus Gone")).toEqual(before);
});

it("The webhook takes raw mails of a bounded size from whoever knows the secret, and counts forged ones", async () => {
  expect((await post("x", { authorization: "Bearer something else" })).status).toBe(401);
  expect((await post("x", { "content-type": "application/json" })).status).toBe(415);
  expect((await post("")).status).toBe(400);
  expect((await post("x".repeat(1024 * 1024 + 1))).status).toBe(413);
  const forged =
    "From: MAILER-DAEMON@evil.example\nTo: bounces+1-0123456789abcdefghijklmnop@example.org\nSubject: failure notice\n\n550 5.1.1 no such user";
  expect((await post(forged)).status).toBe(204);
  expect((await post("\0not a mail")).status).toBe(204);
  expect(await inbound()).toMatchObject({ forged: 1, other: expect.any(Number) });
});

it.each([
  ["replaces the Message-ID", postfix.newIdPort],
  ["replaces the address in the envelope", postfix.newSenderPort],
])("A bounce finds its email although a relay %s", async (_, port) => {
  const mailer = smtpMailer({
    ...{ from: "accounts@example.org", host: "127.0.0.1", port, user: "acct", password: "smtp-password" },
    ...{
      ca: certificates.ca,
      startTls: true,
      bounces: { address: "bounces@example.org", subaddresses: true },
    },
  });
  const token = `${port.toString(36)}-0123456789abcdefghijklmnop`;
  const to = { name: "Zed", address: "zed@nowhere.example" };
  await mailer.send({
    messageId: `<${port}@accounts.example.org>`,
    token,
    to,
    subject: "x",
    text: "x",
    html: "x",
  });
  mailer.close();
  const found = async () => {
    const { mails } = await reader.read({ validity: null, lastUid: 0 }, 10_000);
    return mails.map(({ mail }) => mail).find((one) => one?.marks.tokens.includes(token));
  };
  await expect.poll(found).toMatchObject({
    kind: "report",
    recipients: [{ action: "failed", address: to.address, status: "5.1.1" }],
  });
});

it("acct doctor opens the mailbox, and says what to do about a wrong password or folder", async () => {
  const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
  const doctor = (variables: NodeJS.ProcessEnv) =>
    run(process.execPath, [cli, "doctor"], { env: { ...site.env, ...variables } });
  const well = await doctor({});
  expect(well.stdout).toMatch(/bounces: .*INBOX/);
  expect(well.stdout).toContain("bounces+doctor@example.org");
  expect((await doctor({ BOUNCES_PASSWORD: "wrong" })).stdout).toMatch(/bounces: .*BOUNCES_PASSWORD/);
});

const reader = imapMailbox({
  ...{ host: "127.0.0.1", port: dovecot.imapPort, user: "bounces", password: "bounces-password" },
  ...{ mailbox: "INBOX", ca: certificates.ca },
});

async function rawMails(): Promise<Buffer[]> {
  const client = new ImapFlow({
    ...{ host: "127.0.0.1", port: dovecot.imapPort, logger: false, tls: { ca: certificates.ca } },
    auth: { user: "bounces", pass: "bounces-password" },
  });
  await client.connect();
  await client.mailboxOpen("INBOX", { readOnly: true });
  const mails = await client.fetchAll("1:*", { source: true });
  await client.logout();
  return mails.flatMap(({ source }) => source ?? []);
}
