import { afterAll, beforeEach, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { collectIntoDigest } from "../../src/db/digests.ts";
import { leaseDue } from "../../src/db/leases.ts";
import { insertRequest } from "../../src/db/requests.ts";
import { views } from "../../src/db/tables/views.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => database.query("truncate views, digests"));
const now = new Date("2026-03-02T08:00:00Z");
const CHANNEL = "C0ACCOUNTS";

/** Creates a card that is due and was never posted. */
async function newCard(): Promise<number> {
  const request = await insertRequest(db, { ...aNewRequest(), stage: "await-admin" }, now);
  await database.query("update requests set status = 'waiting', waits_for = 'admin' where id = $1", [
    request?.id,
  ]);
  const [card] = await db
    .insert(views)
    .values({ requestId: request?.id ?? 0, audience: "admin", place: CHANNEL, wantedVersion: 1, runAt: now })
    .returning();
  return card?.id ?? 0;
}

it("A card that another worker leases while a digest is being collected is not in the digest", async () => {
  const taken = await newCard();
  for (let n = 0; n < 5; n++) await newCard();
  const lease = { by: 1, now, leaseMs: 30_000, limit: 1 };
  const [mine] = await leaseDue(db, views, lease);
  if (!mine) throw new Error("nothing was due");
  const other = mine.id === taken ? taken + 1 : taken;

  let gathered: Promise<boolean> | undefined;
  await db.transaction(async (tx) => {
    await tx.execute(`update views set lease_token = 999, lease_by = 2 where id = ${other}`);
    gathered = collectIntoDigest(db, mine, 3, now);
    await expect
      .poll(() =>
        database.query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'views'"),
      )
      .toHaveLength(1);
  });
  expect(await gathered).toBe(true);
  expect(
    await database.query("select id::int, digest_id is not null as listed from views order by id"),
  ).toEqual(Array.from({ length: 6 }, (_, n) => ({ id: taken + n, listed: taken + n !== other })));
});

it("Cards that are being worked on at the same time go into one digest with the cards that are waiting", async () => {
  for (let n = 0; n < 5; n++) await newCard();
  const inHand = await leaseDue(db, views, { by: 1, now, leaseMs: 30_000, limit: 4 });
  const gathered = await Promise.all(inHand.map((card) => collectIntoDigest(db, card, 4, now)));
  expect(gathered).toEqual([true, true, true, true]);
  expect(await database.query("select 1 from views where digest_id is null")).toEqual([]);
  expect(await database.query("select 1 from digests")).toHaveLength(1);
});
