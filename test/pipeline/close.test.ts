import { afterAll, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { insertRequest } from "../../src/db/requests.ts";
import type { PipelineDeps } from "../../src/pipeline/pipeline-deps.ts";
import { close } from "../../src/pipeline/stages/close.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const MINUTE = 60_000;

it.each([
  [10 * MINUTE, "10 minutes"],
  [60 * MINUTE, "1 hour"],
  [24 * 60 * MINUTE, "1 day"],
  [36 * 60 * MINUTE, "36 hours"],
  [7 * 24 * 60 * MINUTE, "7 days"],
])(
  "A finished request says that it waits for the time of `times.closeAfter`: %i ms are %s",
  async (closeAfter, words) => {
    const now = new Date("2026-03-02T08:00:00Z");
    const request = await insertRequest(db, aNewRequest({ stage: "close" }), now);
    if (!request) throw new Error("no request was made");
    const deps = { db, now: () => now, rules: { times: { closeAfter } } } as unknown as PipelineDeps;
    expect(await close.run(request, deps)).toMatchObject({
      kind: "wait",
      note: expect.stringContaining(` ${words}`),
      until: new Date(now.getTime() + closeAfter),
    });
  },
);
