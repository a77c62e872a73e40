import { expect, it } from "vitest";
import { sinceWhen, stateForRequester } from "../../src/chat/for-requester.ts";
import { aRequest } from "../a-request.ts";

it("Nobody is told that they were taken for spam, neither of the request nor of the next one, which is held back", () => {
  expect(stateForRequester(aRequest({ status: "spam" }))).toBe("closed");
  const held = aRequest({ status: "waiting", stage: "verify-identity", runAt: null });
  expect(stateForRequester(held)).toBe("waits for an admin");
});

it("Whoever waits sees for whom and since when", () => {
  const waiting = aRequest({ status: "waiting", stage: "await-pi" });
  expect(sinceWhen(waiting)).toEqual(["waits for Prof. Bo Birch, since ", waiting.clockSince]);
});

it("Whoever was asked something reads that it is their turn", () => {
  const question = { text: "Which software?", by: "U1", byName: "Ada Okafor", at: "2026-01-01T00:00:00Z" };
  const asked = aRequest({ status: "waiting", stage: "await-admin", question });
  expect(stateForRequester(asked)).toBe("waits for you to answer Ada Okafor");
});
