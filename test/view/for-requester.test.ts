import { expect, it } from "vitest";
import { describeStateForRequester, describeStateWithTime } from "../../src/view/for-requester.ts";
import { aRequest } from "../a-request.ts";

it("Nobody is told that they were taken for a spammer: spam looks closed, and what is on hold looks as if it waited", () => {
  const seen = (but: Parameters<typeof aRequest>[0]) => describeStateForRequester(aRequest(but));
  expect(seen({ status: "spam" })).toBe(seen({ status: "closed" }));
  expect(seen({ status: "quarantined" })).toBe(seen({ status: "waiting", stage: "await-admin" }));
});

it("Whoever waits sees for whom and since when", () => {
  const waiting = aRequest({ status: "waiting", stage: "await-pi" });
  expect(describeStateWithTime(waiting)).toEqual([
    expect.stringContaining("Prof. Bo Birch"),
    waiting.clockSince,
  ]);
});

it("Whoever was asked something reads by whom, and not that an admin has to decide", () => {
  const question = { text: "Which software?", by: "U1", byName: "Ada Okafor", at: "2026-01-01T00:00:00Z" };
  const asked = aRequest({ status: "waiting", stage: "await-admin", question });
  expect(describeStateForRequester(asked)).toContain("Ada Okafor");
});
