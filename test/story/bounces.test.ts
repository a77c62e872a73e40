import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { startDovecot } from "../../dev/local-stack/dovecot.ts";
import { startPostfix } from "../../dev/local-stack/postfix.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { eventsOf, untilEvent } from "./until.ts";
import { hasAction, requestAbout, untilMessage } from "./until-more.ts";

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
    imap: { host: "127.0.0.1", port: dovecot.imapPort, user: "bounces", caFile: certificates.caFile, every: "1s" },
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
    [...text.matchAll(/^acct_inbound_mails_total\{outcome="(\w+)"\} (\d+)/gm)].map(([, name, n]) => [name, Number(n)]),
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
