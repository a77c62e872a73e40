import { expect } from "vitest";

/** Matches a failure of the class with this name whose message contains these values in this order. */
export const aFailure = (data: RegExp, name = "Failure"): object => ({
  name,
  message: expect.stringMatching(data),
});
