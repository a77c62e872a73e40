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

it("After an outage, `acct requests send-again` sends the lost messages of one request, of one cause, or of all requests", async () => {
  const people = ["Gus", "Hal", "Ivo", "Jan"];
  const address = (name: string) => `${name.toLowerCase()}@elsewhere.example`;
  const lose = async (names: readonly string[]) => {
    await importRows(
      site,
      names.map((name) => ({ email: address(name), givenName: name, familyName: "Gone" })),
    );
    for (const name of names) await untilEvent(site, `${name} Gone`, "undelivered");
  };
  for (const name of people.slice(0, 3)) mailCatcher.refused.set(address(name), 550);
  await lose(people.slice(0, 3));
  mailCatcher.refusal = { at: "RCPT TO", reply: "552 5.2.2 Mailbox full" };
  await lose(["Jan"]);
  mailCatcher.refusal = undefined;
  mailCatcher.refused.clear();
  const sendAgain = (...options: string[]) => site.run("requests", "send-again", ...options);
  const sentAgain = async () =>
    (
      await database.query<{ name: string }>(
        `select r.given_name as name from events e join requests r on r.id = e.request_id
         where e.kind = 'sent-again' and r.family_name = 'Gone' order by 1`,
      )
    ).map(({ name }) => name);

  expect(await sendAgain()).toMatchObject({ code: 1, stderr: expect.stringContaining("--all") });
  expect(await sendAgain("--all")).toMatchObject({ code: 1, stderr: expect.stringContaining("--yes") });
  const { id } = await requestAbout<{ id: number }>(site, "Gus Gone");
  expect(await sendAgain(String(id), "--all")).toMatchObject({ code: 1 });
  expect(await sentAgain()).toEqual([]);

  expect(await sendAgain(String(id))).toMatchObject({ code: 0 });
  await untilEmail(site, address("Gus"), "received");
  expect(await sendAgain(String(id))).toMatchObject({ code: 1, stderr: expect.stringContaining(String(id)) });
  expect(await sendAgain("--all", "--cause", "mailbox FULL", "--yes")).toMatchObject({ code: 0 });
  expect(await sentAgain()).toEqual(["Gus", "Jan"]);
  expect(await sendAgain("--all", "--yes")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\b2\b/),
  });
  for (const name of people) await untilEmail(site, address(name), "received");
  expect(await sentAgain()).toEqual(people);
  expect(await sendAgain("--all", "--yes")).toMatchObject({ code: 0 });
  expect(await sentAgain()).toEqual(people);
});
