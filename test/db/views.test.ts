import { eq } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";
import { requests } from "../../src/db/tables/requests.ts";
import { views } from "../../src/db/tables/views.ts";
import { collapseViews } from "../../src/db/views.ts";
import { DAY, HOUR, later, START } from "../in-memory/pipeline-deps.ts";
import { storedRequest } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

it("The card of a request that ended before the given time is collapsed, once", async () => {
  const { id } = await storedRequest(db);
  await db
    .insert(views)
    .values({ requestId: id, audience: "admin", place: "C1", message: "C1/1", wantedVersion: 1 });
  await db
    .update(requests)
    .set({ status: "closed", waitsFor: null, updatedAt: START })
    .where(eq(requests.id, id));
  expect(await collapseViews(db, later(-HOUR), START)).toBe(0);
  expect(await collapseViews(db, later(HOUR), later(DAY))).toBe(1);
  expect(await collapseViews(db, later(HOUR), later(DAY))).toBe(0);
});
