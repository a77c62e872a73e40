import { expect, it } from "vitest";
import { vouchedEmail } from "../../src/directory/oidc/vouched-email.ts";

it.each([
  [true, false, true],
  ["true", false, true],
  [undefined, false, false],
  [undefined, true, true],
  [false, true, false],
  ["false", true, false],
  [0, true, false],
  [1, true, false],
  [null, true, false],
])(
  "An address with email_verified %j counts for a site that trusts the provider (%s): %s",
  (verified, trusts, counts) => {
    const claims = {
      email: "Amy@example.org",
      ...(verified === undefined ? {} : { email_verified: verified }),
    };
    expect(vouchedEmail(claims, trusts)).toBe(counts ? "amy@example.org" : undefined);
  },
);

it("Without an address there is nothing to vouch for", () => {
  expect(vouchedEmail({ email_verified: true }, true)).toBeUndefined();
});
