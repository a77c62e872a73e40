import { afterAll, expect, it } from "vitest";
import { ask } from "../../dev/local-stack/people.ts";
import { astro, newSite } from "./new-site.ts";

const site = await newSite({ entries: astro, mattermost: { withSlack: true } });
afterAll(() => site.stop());

it("While Mattermost rejects the bot, acct works in Slack, /readyz names Mattermost, and the admins read it in Slack", async () => {
  const acct = await site.start({ MATTERMOST_TOKEN: "notthetokenofthebotatallxx" });
  expect(await ask(site, "U0AMY")).toBe("closed");
  const failing = async () => {
    const { dependencies } = (await (await fetch(`${acct.url}/readyz`)).json()) as {
      readonly dependencies: readonly { readonly name: string; readonly ok: boolean }[];
    };
    return dependencies.flatMap(({ name, ok }) => (ok ? [] : [name]));
  };
  await expect.poll(failing).toContain("Mattermost");
  expect(await failing()).not.toContain("Slack");
  const told = () =>
    site.database.query(
      "select 1 from notifications where to_user like 'slack:C%' and sent_at is not null and data::text like '%Mattermost%'",
    );
  await expect.poll(told, { timeout: 20_000 }).not.toEqual([]);
});
