import { expect } from "vitest";

/** Matches a failure, by the name of its class, whose sentence contains these data in this order. */
export const aFailure = (data: RegExp, name = "Failure"): object => ({
  name,
  message: expect.stringMatching(data),
});
