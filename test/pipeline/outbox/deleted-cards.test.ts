import { eq } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";
import { aNewRequest } from "../../../dev/local-stack/a-new-request.ts";
import type { Status } from "../../../src/db/names.ts";
import { insertRequest } from "../../../src/db/requests.ts";
import { digests } from "../../../src/db/tables/digests.ts";
import { requests } from "../../../src/db/tables/requests.ts";
import { views } from "../../../src/db/tables/views.ts";
import { openLog } from "../../../src/log.ts";
import { showCard } from "../../../src/pipeline/outbox/show-card.ts";
import { showDigest } from "../../../src/pipeline/outbox/show-digest.ts";
import type { Rules } from "../../../src/pipeline/pipeline-deps.ts";
import { inMemoryChat } from "../../in-memory/in-memory-chat.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
const chat = inMemoryChat();
afterAll(() => database.close());

const now = () => new Date("2028-03-24T12:00:00Z");
const context = {
  db,
  chat,
  now,
  rules: { adminChannels: chat.adminChannels, times: { expireAfter: 1 } } as unknown as Rules,
  log: openLog("silent"),
  announce: () => undefined,
  givesUp: () => false,
};

const [adminChannel = ""] = chat.adminChannels;
let people = 0;

/** A request in this state, whose card was posted, and deleted by someone. */
async function aDeletedCard(status: Status, digestId: number | null = null) {
  const created = await insertRequest(db, aNewRequest({ email: `n${++people}@example.org` }), now());
  if (!created) throw new Error("not inserted");
  const waitsFor = status === "waiting" ? ("admin" as const) : null;
  await db.update(requests).set({ status, waitsFor }).where(eq(requests.id, created.id));
  const message = digestId === null ? `${adminChannel}/deleted${people}` : null;
  const place = {
    requestId: created.id,
    audience: "admin",
    place: adminChannel,
    wantedVersion: 2,
  } as const;
  const [card] = await db
    .insert(views)
    .values({ ...place, message, digestId })
    .returning();
  if (!card) throw new Error("not inserted");
  return card;
}

it.each<Status>(["closed", "refused", "spam", "withdrawn"])(
  "The card of a %s request that someone deleted stays away",
  async (status) => {
    const before = chat.messages.size;
    const card = await aDeletedCard(status);
    await showCard(card, { ...context, digestAbove: 10 });
    expect(chat.messages.size).toBe(before);
    const [row] = await db.select().from(views).where(eq(views.id, card.id));
    expect(row).toMatchObject({ message: card.message, runAt: null, attempt: 0 });
  },
);

it.each<Status>(["waiting", "stuck", "running", "quarantined"])(
  "The card of a %s request that someone deleted is posted again",
  async (status) => {
    const before = chat.messages.size;
    await showCard(await aDeletedCard(status), { ...context, digestAbove: 10 });
    expect(chat.messages.size).toBe(before + 1);
  },
);

it.each<[string, Status[], number]>([
  ["stays away once all of its requests are over", ["closed", "spam"], 0],
  ["is posted again while one of its requests is open", ["closed", "waiting"], 1],
])("A list that someone deleted %s", async (_, statuses, posted) => {
  const before = chat.messages.size;
  const message = `${adminChannel}/deleted-list`;
  const [digest] = await db
    .insert(digests)
    .values({ audience: "admin", place: adminChannel, message, createdAt: now() })
    .returning();
  if (!digest) throw new Error("not inserted");
  for (const status of statuses) await aDeletedCard(status, digest.id);
  await showDigest(digest, context);
  expect(chat.messages.size).toBe(before + posted);
});
