import { afterAll, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { hasButton, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { newSite } from "./new-site.ts";

const TIMES = 100;
const ADMINS = { U0ADA: "Ada Okafor", U0GRACE: "Grace Lindqvist" };

const site = await newSite({ withLdap: false, settings: { slack: { messagesPerMinute: 1_000_000 } } });
const { sandbox, database } = site;
await Promise.all([site.start(), site.start()]);
afterAll(() => site.stop());

const isOpenCard = (message: Parameters<typeof hasButton>[0]) => hasButton(message, "approve");

it(`If two admins press at the same moment on two processes, one decides, and the other is told who and when (${TIMES} times)`, {
  timeout: 400_000,
}, async () => {
  const workflows = buildWorkflows(
    approvalsOf({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] }),
  );
  for (let n = 1; n <= TIMES; n++) {
    await createRequest(
      aNewRequest({ project: `lab${n}`, familyName: `Person${n}`, details: { newProject: true } }),
      { by: { id: "test", name: "a test" }, note: "" },
      { db: database.db, workflows, now: () => new Date() },
    );
  }
  const cards = await sandbox.until(
    () => {
      const open = sandbox.messages(ADMIN_CHANNEL).filter(isOpenCard);
      return open.length === TIMES && open;
    },
    `${TIMES} cards with buttons`,
    120_000,
  );

  let late = 0;
  for (const [n, { ts }] of cards.entries()) {
    const admins = n % 2 === 0 ? Object.keys(ADMINS) : Object.keys(ADMINS).toReversed();
    const both = admins.map((user) =>
      sandbox.press({ user, channel: ADMIN_CHANNEL, ts, actionId: "approve" }),
    );
    for (const { acked } of await Promise.all(both)) if (!acked) late++;
  }

  // A press that is acknowledged late because the machine is busy still counts.
  expect(late).toBeLessThan(TIMES / 20);

  // On a busy machine the other process may take a press over. It replies by direct message.
  const repliesTo = (user: string) => [
    ...sandbox.messages(ADMIN_CHANNEL, user).filter(({ onlyFor }) => onlyFor === user),
    ...sandbox.messages(user),
  ];
  const toldOf = (user: string, id: number) =>
    repliesTo(user)
      .map(readText)
      .filter((text) => new RegExp(`\\b${id}\\b`).test(text.replace(/<!date[^>]*>/g, "")));
  const allTold = () => Object.keys(ADMINS).flatMap(repliesTo).length >= TIMES;
  await sandbox.until(allTold, `${TIMES} losers to be told`, 120_000);

  const decided = await database.query<{ request_id: number; actor: keyof typeof ADMINS; count: number }>(
    "select request_id, split_part(min(actor), ':', 2) as actor, count(*)::int as count from events where kind = 'approved' group by 1",
  );
  expect(decided).toHaveLength(TIMES);
  const winners = new Set<string>();
  for (const { request_id, actor, count } of decided) {
    const loser = actor === "U0ADA" ? "U0GRACE" : "U0ADA";
    winners.add(actor);
    expect(count).toBe(1);
    expect(toldOf(actor, request_id)).toEqual([]);
    expect(toldOf(loser, request_id)).toEqual([
      expect.stringMatching(new RegExp(`${ADMINS[actor]}.*<!date`)),
    ]);
  }
  // Otherwise, there was no race.
  expect(winners.size).toBe(2);
});
