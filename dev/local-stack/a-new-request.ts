import { randomUUID } from "node:crypto";
import type { NewRequest } from "../../src/db/requests.ts";

/** Returns a request that can be inserted. Pass only the fields that matter to the test. */
export function aNewRequest(overrides: Partial<NewRequest> = {}): NewRequest {
  const origin = overrides.origin ?? `test:${randomUUID()}`;
  return {
    kind: "account",
    stage: "verify-identity",
    origin,
    givenName: "Amy",
    familyName: "Ash",
    email: `${origin.replaceAll(":", ".")}@example.org`,
    project: "astro",
    ...overrides,
  };
}
