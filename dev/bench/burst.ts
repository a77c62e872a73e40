import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Postgres } from "../local-stack/postgres.ts";
import { openSite } from "../local-stack/site.ts";
import { ADMIN_CHANNEL as SLACK_CHANNEL } from "../sandbox/campus.ts";
import { ADMIN_CHANNEL as MATTERMOST_CHANNEL } from "../sandbox/mattermost/campus.ts";

const UNLIMITED = 1_000_000;
/** Its first line has the titles that acct expects. */
const SHEET = new URL("../demo/requests.csv", import.meta.url);
/** A card that never comes is a failure. */
const TIMEOUT_MS = 600_000;
const LOOK_MS = 250;

export interface Burst {
  /** Seconds from the import until both admin channels show every request. */
  readonly seconds: number;
  /** How many requests don't have exactly one card in this chat. */
  readonly wrongInSlack: number;
  readonly wrongInMattermost: number;
}

/** Imports many requests at once on a site with both chats that limits nothing. */
export async function benchBurst(
  postgres: Postgres,
  template: string,
  folder: string,
  count: number,
): Promise<Burst> {
  const databaseUrl = await postgres.createDatabase("burst", template);
  const pace = { messagesPerMinute: UNLIMITED };
  const site = await openSite({
    ...{ folder: join(folder, "burst"), databaseUrl, withLdap: false },
    mattermost: { withSlack: true },
    settings: { slack: pace, mattermost: pace, digest: { above: UNLIMITED } },
  });
  const { sandbox, mattermost } = site;
  if (!mattermost) throw new Error("Mattermost is not running");
  try {
    await site.start();
    const names = Array.from({ length: count }, (_, n) => `Number${String(n).padStart(6, "0")}`);
    const rows = names.map(
      (name) =>
        `,,,2026-11-20 09:14:02,${name}@example.org,Bo,${name},No,Physics,Postdoc,,,4711,Light curves.,Join one,,,,astro,Henrik Hopper,hopper@example.org`,
    );
    const file = join(folder, "burst", "rows.csv");
    const [titles = ""] = (await readFile(SHEET, "utf8")).split("\n");
    await writeFile(file, [titles, ...rows].join("\n"));

    const slackCards = () => sandbox.messages(SLACK_CHANNEL).map(({ text }) => text);
    const mattermostCards = () =>
      mattermost.messages(MATTERMOST_CHANNEL, "ada").map((post) => JSON.stringify(post));
    const startedAt = performance.now();
    const { code, stderr } = await site.run("import", file);
    if (code !== 0) throw new Error(`the import failed: ${stderr}`);
    await untilMany(slackCards, count);
    await untilMany(mattermostCards, count);
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      seconds,
      wrongInSlack: countWrong(names, slackCards()),
      wrongInMattermost: countWrong(names, mattermostCards()),
    };
  } finally {
    await site.stop();
  }
}

/** Looks now and then, because looking at so many messages after each change would take longer than all the rest. */
async function untilMany(cards: () => readonly string[], count: number): Promise<void> {
  const givesUpAt = performance.now() + TIMEOUT_MS;
  while (cards().length < count) {
    if (performance.now() > givesUpAt) throw new Error(`only ${cards().length} cards of ${count} came`);
    await setTimeout(LOOK_MS);
  }
}

function countWrong(names: readonly string[], cards: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const card of cards) {
    const [name = ""] = /Number\d{6}/.exec(card) ?? [];
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return names.filter((name) => counts.get(name) !== 1).length;
}
