import { describe, expect, it } from "vitest";
import { tidyOutput } from "../../src/provisioners/command/tidy-output.ts";

describe("the output of a site's script", () => {
  it.each([
    ["DB_PASSWORD=hunter22 is set", "DB_PASSWORD=[secret] is set"],
    ["password: 'two words' done", "password: [secret] done"],
    ['{"api_key": "abc", "user": "amy"}', '{"api_key": [secret], "user": "amy"}'],
    ["PIN: 4711", "PIN: [secret]"],
    ["curl -H 'Authorization: Bearer eyJhbGciOi.x.y'", "curl -H 'Authorization: Bearer [secret]'"],
    ["mysqladmin --password hunter22 ping", "mysqladmin --password [secret] ping"],
    ["cannot reach postgres://acct:hunter22@db/lists", "cannot reach postgres://acct:[secret]@db/lists"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blb\n-----END OPENSSH PRIVATE KEY-----\nok", "[secret]\nok"],
    ["-----BEGIN PRIVATE KEY-----\ncut off", "[secret]"],
  ])("is shown without secrets: %j", (output, tidy) => {
    expect(tidyOutput(output)).toBe(tidy);
  });

  it.each([
    "subscribed amy lab",
    "the password policy is met",
    "2 tokens left",
    "see https://x.example/a:b@c",
  ])("is unchanged if it has no secrets: %j", (output) => {
    expect(tidyOutput(output)).toBe(output);
  });

  it("is shown without colors and shortened", () => {
    expect(tidyOutput("\u001b[31mred\u001b[0m \n")).toBe("red");
    expect(tidyOutput("x".repeat(1000))).toHaveLength(500);
  });
});
