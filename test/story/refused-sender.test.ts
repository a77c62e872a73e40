import { afterAll, expect, it } from "vitest";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { emailsTo, untilEmail, untilEvent } from "./until.ts";
import { answerToCommand, hasAction, requestAbout, untilMessage } from "./until-more.ts";

/* The mail server refuses acct, or a mailbox refuses an email. The first is an outage, and the second can be sent again. */

const site = await newSite({ withLdap: false });
const { sandbox, database, mailCatcher } = site;
const acct = await site.start();
afterAll(() => site.stop());

const mail = async () => {
  const ready = (await (await fetch(`${acct.url}/readyz`)).json()) as { dependencies: { name: string }[] };
  return ready.dependencies.find(({ name }) => name === "mail");
};

it.each([
  ["DATA", "550 5.7.60 Client does not have permissions to send as this sender", "Ida"],
  ["RCPT TO", "550 5.4.5 Daily user sending limit exceeded", "Udo"],
] as const)(
  "No email is lost while the mail server refuses us at %s, and the channel and /readyz say so",
  async (at, reply, name) => {
    const address = `${name.toLowerCase()}@example.org`;
    mailCatcher.refusal = { at, reply };
    await importRows(site, [{ email: address, givenName: name, familyName: "Imp" }]);
    await untilMessage(site, ADMIN_CHANNEL, reply);
    await expect.poll(mail).toMatchObject({ ok: false, problem: expect.stringContaining(reply) });
    const [row] = await database.query<{ due: boolean }>(
      "select run_at is not null as due from notifications where template = 'received' and to_email = $1",
      [address],
    );
    expect(row).toEqual({ due: true });

    mailCatcher.refusal = undefined;
    await database.query("update notifications set run_at = now() where via = 'email' and sent_at is null");
    await untilEmail(site, address, "received");
    await expect.poll(mail).toMatchObject({ ok: true });
  },
);

it("A message that a mailbox refused can be sent again from the card, or by command", async () => {
  mailCatcher.refused.set("ben@elsewhere.example", 550);
  await importRows(site, [{ email: "ben@elsewhere.example", givenName: "Ben", familyName: "Bounce" }]);
  await untilEvent(site, "Ben Bounce", "undelivered");
  const card = await sandbox.until(
    () =>
      sandbox
        .messages(ADMIN_CHANNEL)
        .find((one) => one.text.includes("Ben Bounce") && hasAction(one.blocks, "send-again")),
    "a card with the button",
  );
  mailCatcher.refused.clear();
  await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "send-again" });
  await untilEmail(site, "ben@elsewhere.example", "received");
  await untilEvent(site, "Ben Bounce", "sent-again");
  const { id } = await requestAbout<{ id: number }>(site, "Ben Bounce");
  await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, `/acct send-again ${id}`);
  expect(emailsTo(site, "ben@elsewhere.example", "received")).toHaveLength(1);
});
