import { expect, it } from "vitest";
import { undoPeriod } from "../../../src/pipeline/stages/undo-period.ts";
import { aRequest } from "../../a-request.ts";
import { later, START, someRules } from "../../in-memory/pipeline-deps.ts";

const rules = someRules();
const removal = (why?: "ended" | "left") =>
  aRequest({
    kind: "removal",
    stage: "undo-period",
    stageSince: START,
    details: { member: { personId: 1, formerRole: "member", by: "Bo Birch", ...(why ? { why } : {}) } },
  });
const at = (ms: number) => ({ rules, now: () => later(ms) }) as Parameters<typeof undoPeriod.run>[1];

it("A removal waits until it can't be undone anymore, and then goes on", async () => {
  const { undo } = rules.times;
  expect(await undoPeriod.run(removal(), at(0))).toMatchObject({
    kind: "wait",
    for: "undo-period",
    until: later(undo),
  });
  expect(await undoPeriod.run(removal("left"), at(undo - 1))).toMatchObject({ kind: "wait" });
  expect(await undoPeriod.run(removal(), at(undo))).toMatchObject({ kind: "done" });
});

it("A membership whose time is over ends at once", async () => {
  expect(await undoPeriod.run(removal("ended"), at(0))).toMatchObject({ kind: "done" });
});
