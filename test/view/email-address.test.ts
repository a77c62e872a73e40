import { expect, it } from "vitest";
import { NO_ADDRESS, readEmailAddress, readMailDomain } from "../../src/view/email-address.ts";

it.each([
  ["Amy@Example.ORG", "amy@example.org"],
  ["  amy@example.org. ", "amy@example.org"],
  ["Amy Ash <amy@example.org>", "amy@example.org"],
  ["<amy@example.org>;", "amy@example.org"],
  ["mailto:amy@example.org?subject=Hi", "amy@example.org"],
  ["amy\u200b@example.org\u00a0", "amy@example.org"],
  ["adr2@universität.example", "adr2@xn--universitt-y5a.example"],
  ["adr2@UNIVERSITA\u0308T.example", "adr2@xn--universitt-y5a.example"],
  ["adr4@xn--80a1acny.xn--p1ai", "adr4@xn--80a1acny.xn--p1ai"],
  ["adr4@почта.рф", "adr4@xn--80a1acny.xn--p1ai"],
  ["o'connor+tag@example.org", "o'connor+tag@example.org"],
  ["r&d/lab@example.org", "r&d/lab@example.org"],
  ["x@sub.cs.university.example", "x@sub.cs.university.example"],
])("%j is the address %s", (typed, address) => {
  expect(readEmailAddress(typed)).toEqual({ address });
});

it.each([
  "no",
  "@example.org",
  "amy@",
  "amy@localhost",
  "amy@example",
  "amy@example..org",
  "amy@-example.org",
  "amy@192.0.2.1",
  "amy.@example.org",
  ".amy@example.org",
  "a..b@example.org",
  "amy ash@example.org",
  'amy"@example.org',
  "amy@exam ple.org",
  `${"a".repeat(65)}@example.org`,
  `amy@${"a.".repeat(130)}org`,
])("%j is no address", (typed) => {
  expect(readEmailAddress(typed)).toEqual({ problem: NO_ADDRESS });
});

it("Two addresses, and letters that mail servers don't take, are refused with what is wrong", () => {
  expect(readEmailAddress("amy@example.org, ben@example.org")).toEqual({
    problem: expect.stringContaining("more than one"),
  });
  expect(readEmailAddress("jörg@example.org")).toEqual({ problem: expect.stringContaining('"ö"') });
});

it("A very long text is refused at once", () => {
  const start = performance.now();
  expect(readEmailAddress(`${"a@".repeat(100_000)}b`)).toHaveProperty("problem");
  expect(performance.now() - start).toBeLessThan(1000);
});

it.each([
  ["Universität.example", "xn--universitt-y5a.example"],
  ["EXAMPLE.org", "example.org"],
  ["@example.org", undefined],
  ["", undefined],
])("The domain %j is %j", (typed, domain) => {
  expect(readMailDomain(typed)).toBe(domain);
});
