import { afterAll, afterEach, expect, it } from "vitest";
import { ask } from "../../dev/local-stack/people.ts";
import { astro, newSite } from "./new-site.ts";

const site = await newSite({ entries: astro, mattermost: { withSlack: true } });
let acct: Awaited<ReturnType<typeof site.start>>;
afterEach(() => acct.stop());
afterAll(() => site.stop());

async function listFailing(): Promise<string[]> {
  const { dependencies } = (await (await fetch(`${acct.url}/readyz`)).json()) as {
    readonly dependencies: readonly { readonly name: string; readonly ok: boolean }[];
  };
  return dependencies.flatMap(({ name, ok }) => (ok ? [] : [name]));
}

/** What the admins in one chat have read about the other. */
const readIn = (chat: string, about: string) =>
  site.database.query(
    "select 1 from notifications where to_user like $1 and sent_at is not null and data::text like $2",
    [`${chat}:%`, `%${about}%`],
  );

it("While Mattermost rejects the bot, acct works in Slack, /readyz names Mattermost, and the admins read it in Slack", async () => {
  acct = await site.start({ MATTERMOST_TOKEN: "notthetokenofthebotatallxx" });
  expect(await ask(site, "U0AMY")).toBe("closed");
  await expect.poll(listFailing).toContain("Mattermost");
  expect(await listFailing()).not.toContain("Slack");
  await expect.poll(() => readIn("slack", "Mattermost")).not.toEqual([]);
});

it.each([
  ["the bot's token", { SLACK_BOT_TOKEN: "xoxb-wrong" }],
  ["the token of the connection", { SLACK_APP_TOKEN: "xapp-wrong" }],
])(
  "If Slack rejects %s at the start, /readyz says so right away, and the admins read it in Mattermost without waiting for the time of an outage",
  async (_, wrong) => {
    acct = await site.start(wrong);
    const [name = ""] = Object.keys(wrong);
    await expect.poll(listFailing).toContain("Slack");
    expect(await listFailing()).not.toContain("Mattermost");
    await expect.poll(() => readIn("mattermost", name)).not.toEqual([]);
  },
);
