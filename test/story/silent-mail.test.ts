import { afterAll, expect, it } from "vitest";
import { readText } from "../../dev/local-stack/people.ts";
import { startSilentServer } from "../../dev/local-stack/silent-server.ts";
import { insertNotification } from "../../src/db/notifications.ts";
import { newSite } from "./new-site.ts";

const silent = await startSilentServer();
const site = await newSite({ withLdap: false, mailPort: silent.port });
const { sandbox, database } = site;
const acct = await site.start();
afterAll(async () => {
  await site.stop();
  await silent.stop();
});

/** Queues a notification directly in the database. */
const tell = (key: string, via: "email" | "channel", words: string) =>
  insertNotification(
    database.db,
    {
      key,
      template: "admin-digest",
      via,
      toName: "N",
      toEmail: via === "email" ? `${key}@example.org` : null,
      toUser: via === "channel" ? "slack:C0ACCOUNTS" : null,
      data: { count: "1", list: words },
    },
    new Date(),
  );

it("20 emails to a mail server that accepts connections but never responds do not delay a message in the chat", async () => {
  for (let n = 0; n < 20; n++) await tell(`mail-${n}`, "email", "an email");
  await database.query("notify acct");
  const inHand = "select 1 from notifications where via = 'email' and lease_token is not null";
  await expect.poll(() => database.query(inHand)).toHaveLength(2);
  await tell("chat", "channel", "a word in the chat");
  await database.query("notify acct");
  await sandbox.until(
    () => sandbox.messages("C0ACCOUNTS").some((message) => readText(message).includes("a word in the chat")),
    "the message in the channel",
    3000,
  );
});

it("A process that is told to stop while emails wait for that server shuts down cleanly, and starts no more emails", async () => {
  await acct.stop();
  const another = await site.start();
  for (let n = 20; n < 40; n++) await tell(`mail-${n}`, "email", "an email");
  await database.query("notify acct");
  const inHand = "select key from notifications where via = 'email' and lease_token is not null";
  await expect.poll(() => database.query(inHand)).not.toEqual([]);
  process.kill(another.pid, "SIGTERM");
  expect(await another.ended).toBe("exit code 0");
  expect(await database.query(inHand)).toEqual([]);
  const begun = "select key from notifications where key ~ '^mail-[23][0-9]$' and attempt > 0";
  expect((await database.query(begun)).length).toBeLessThanOrEqual(2);
  await site.start();
});

it("After a chat outage, a message arrives within seconds, without the long pauses between attempts to send an email", async () => {
  sandbox.faults.breakCalls = Number.POSITIVE_INFINITY;
  await tell("after", "channel", "after the outage");
  await database.query("notify acct");
  const attempts = "select attempt from notifications where key = 'after' and attempt >= 3";
  await expect.poll(() => database.query(attempts)).toHaveLength(1);
  sandbox.faults.breakCalls = 0;
  await sandbox.until(
    () => sandbox.messages("C0ACCOUNTS").some((message) => readText(message).includes("after the outage")),
    "the message in the channel",
    30_000,
  );
});
