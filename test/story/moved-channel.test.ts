import { readFile, writeFile } from "node:fs/promises";
import { afterAll, expect, it } from "vitest";
import { ask, hasButton, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";
import { untilButton } from "./until-more.ts";

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
const untilDecided = (channel: string, name: string) =>
  sandbox.until(
    () => sandbox.messages(channel).find((one) => readText(one).includes(name) && !hasButton(one, "approve")),
    `a card of ${name} without buttons in ${channel}`,
  );

it("When the admin channel changes, open requests move there, and the old channel says where they are", async () => {
  await site.start();
  await ask(site, "U0AMY");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });

  await restartIn(NEW_CHANNEL);
  const moved = await untilButton(site, NEW_CHANNEL, "approve", "Amy Ash");
  const old = await untilDecided(ADMIN_CHANNEL, "Amy Ash");
  expect(readText(old)).toContain(`<#${NEW_CHANNEL}>`);

  await sandbox.press({ user: "U0ADA", channel: NEW_CHANNEL, ts: moved.ts, actionId: "approve" });
  expect(readText(await untilDecided(NEW_CHANNEL, "Amy Ash"))).toContain("Henrik Hopper");
  expect(readText(await untilDecided(ADMIN_CHANNEL, "Amy Ash"))).toContain(`<#${NEW_CHANNEL}>`);
});

it("A list of many requests moves as well, and changing the channel back brings every card back", async () => {
  const people = ["Una", "Udo", "Uli", "Ute"];
  await importRows(
    site,
    people.map((name) => ({
      email: `${name.toLowerCase()}@example.org`,
      givenName: name,
      familyName: "Ulm",
    })),
  );
  const list = await untilButton(site, NEW_CHANNEL, "review-queue");
  await restartIn(ADMIN_CHANNEL);
  await sandbox.until(
    () => !hasButton(list, "review-queue") && readText(list).includes(`<#${ADMIN_CHANNEL}>`),
    "the list to lead to the channel where it is now",
  );
  await sandbox.until(
    () =>
      sandbox
        .messages(ADMIN_CHANNEL)
        .map(readText)
        .some((text) => /Amy Ash[\s\S]*Henrik Hopper/.test(text) && !text.includes(`<#${NEW_CHANNEL}>`)),
    "Amy's card to be back",
  );
  await expect
    .poll(() =>
      database.query(
        "select count(*)::int as count from views where audience = 'admin' and place = $1 and moved_to is null and posted_at is not null",
        [`slack:${ADMIN_CHANNEL}`],
      ),
    )
    .toEqual([{ count: 5 }]);
});
