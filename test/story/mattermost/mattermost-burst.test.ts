import { afterAll, expect, it } from "vitest";
import * as slack from "../../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL as SLACK_CHANNEL } from "../../../dev/sandbox/campus.ts";
import { ADMIN_CHANNEL as MATTERMOST_CHANNEL } from "../../../dev/sandbox/mattermost/campus.ts";
import { importRows } from "../import-rows.ts";
import { newSite } from "../new-site.ts";
import { hasButton, peopleInMattermost, readText, untilHappened } from "./people-in-mattermost.ts";

const REQUESTS = 300;

const site = await newSite({
  withLdap: false,
  mattermost: { withSlack: true },
  settings: {
    slack: { messagesPerMinute: 1_000_000 },
    mattermost: { messagesPerMinute: 1_000_000 },
  },
});
const { sandbox } = site;
afterAll(() => site.stop());
const people = peopleInMattermost(site);
await site.start();

const names = Array.from({ length: REQUESTS }, (_, n) => `Number${String(n).padStart(3, "0")}`);

/** How many of these messages are about each person of the burst. */
function countCards(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const [name = ""] = /Number\d{3}/.exec(text) ?? [];
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
const inSlack = () =>
  countCards(
    sandbox
      .messages(SLACK_CHANNEL)
      .filter((one) => slack.hasButton(one, "approve"))
      .map(({ text }) => text),
  );
const inMattermost = () =>
  countCards(
    people
      .posts("ada", MATTERMOST_CHANNEL)
      .filter((one) => hasButton(one, "approve"))
      .map(readText),
  );

it("300 requests at once each have exactly one card in the admin channel of either chat, and admins can decide meanwhile", async () => {
  const rows = names.map((familyName) => ({
    email: `${familyName}@example.org`,
    givenName: "Bo",
    familyName,
  }));
  const importing = importRows(site, rows);
  await people.approveAsAdmin("Number007");
  await untilHappened(site, "Number007", "approved", "Ada Okafor");
  expect(await importing).toMatchObject({ code: 0 });
  const once = Object.fromEntries(names.filter((name) => name !== "Number007").map((name) => [name, 1]));
  await expect.poll(() => Object.fromEntries(inMattermost()), { interval: 1000 }).toEqual(once);
  await expect.poll(() => Object.fromEntries(inSlack()), { interval: 1000 }).toEqual(once);
}, 300_000);
