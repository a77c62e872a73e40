import { readFile, writeFile } from "node:fs/promises";
import { afterAll, expect, it } from "vitest";
import { ask, hasButton, textOf, untilCardSays } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";

const NEW_CHANNEL = "C0NEWADMINS";
const site = await newSite({ entries: astro, settings: { digest: { above: 2 } } });
const { sandbox, database } = site;
afterAll(() => site.stop());
const before = sandbox.workspace.channels.get(ADMIN_CHANNEL);
if (!before) throw new Error("the sandbox has no admin channel");
sandbox.workspace.channels.set(NEW_CHANNEL, {
  ...before,
  id: NEW_CHANNEL,
  name: "new-admins",
  members: new Set(["U0ADA", "U0GRACE", "U0ACCTBOT"]),
  messages: structuredClone(before.messages),
});

async function restartIn(adminChannel: string) {
  await Promise.all(site.processes.map((process) => process.stop()));
  const file = site.env.ACCT_CONFIG ?? "";
  const settings = JSON.parse(await readFile(file, "utf8")) as { slack: object };
  await writeFile(file, JSON.stringify({ ...settings, slack: { ...settings.slack, adminChannel } }));
  return site.start();
}
const inChannel = (channel: string, words: RegExp, button: boolean) =>
  sandbox.until(
    () =>
      sandbox
        .messages(channel)
        .find((one) => words.test(textOf(one)) && hasButton(one, "approve") === button),
    `${channel} to say ${words}, ${button ? "with" : "without"} a button`,
  );

it("When the admin channel changes, open requests move there, and the old channel says where they are", async () => {
  await site.start();
  await ask(site, "U0AMY");
  await untilCardSays(site, "Amy Ash", "waits for an admin");

  await restartIn(NEW_CHANNEL);
  const moved = await inChannel(NEW_CHANNEL, /Request 1: Amy Ash/, true);
  const old = await inChannel(ADMIN_CHANNEL, /Request 1: Amy Ash/, false);
  expect(textOf(old)).toContain(`<#${NEW_CHANNEL}>`);

  await sandbox.press({ user: "U0ADA", channel: NEW_CHANNEL, ts: moved.ts, actionId: "approve" });
  await inChannel(NEW_CHANNEL, /waits for Henrik Hopper/, false);
  expect(textOf(await inChannel(ADMIN_CHANNEL, /Request 1: Amy Ash/, false))).toContain(`<#${NEW_CHANNEL}>`);
});

it("A list of many requests moves, too, and changing the channel back brings every card back", async () => {
  const people = ["Una", "Udo", "Uli", "Ute"];
  await importRows(
    site,
    people.map((name) => ({ 4: `${name.toLowerCase()}@example.org`, 5: name, 6: "Ulm" })),
  );
  await sandbox.until(
    () => sandbox.messages(NEW_CHANNEL).some((one) => /new requests at once/.test(textOf(one))),
    "the list",
  );
  await restartIn(ADMIN_CHANNEL);
  await sandbox.until(
    () => sandbox.messages(NEW_CHANNEL).some((one) => /These requests have moved/.test(textOf(one))),
    "the list to say that it has moved",
  );
  await inChannel(ADMIN_CHANNEL, /waits for Henrik Hopper/, false);
  await expect
    .poll(() =>
      database.query(
        "select count(*)::int as count from views where audience = 'admin' and place = $1 and moved_to is null and posted_at is not null",
        [ADMIN_CHANNEL],
      ),
    )
    .toEqual([{ count: 5 }]);
});
