import { expect, it } from "vitest";
import { describeStateForRequester, describeStateWithTime } from "../../src/view/for-requester.ts";
import { aRequest } from "../a-request.ts";

it("Requesters don't learn that their request was taken for spam: spam looks closed, and a request on hold looks like a waiting one", () => {
  const seen = (but: Parameters<typeof aRequest>[0]) => describeStateForRequester(aRequest(but));
  expect(seen({ status: "spam" })).toBe(seen({ status: "closed" }));
  expect(seen({ status: "quarantined" })).toBe(seen({ status: "waiting", stage: "await-admin" }));
});

it("The requester sees whom the request is waiting for, and since when", () => {
  const waiting = aRequest({ status: "waiting", stage: "await-pi" });
  expect(describeStateWithTime(waiting)).toEqual([
    expect.stringContaining("Prof. Bo Birch"),
    waiting.clockSince,
  ]);
});

it("A requester who was asked a question sees who asked it", () => {
  const question = { text: "Which software?", by: "U1", byName: "Ada Okafor", at: "2026-01-01T00:00:00Z" };
  const asked = aRequest({ status: "waiting", stage: "await-admin", question });
  expect(describeStateForRequester(asked)).toContain("Ada Okafor");
});
