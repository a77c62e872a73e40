import { randomUUID } from "node:crypto";
import type { NewRequest } from "../../src/db/requests.ts";

/** A request before it is written down. Say only what matters to the test. */
export function aNewRequest(but: Partial<NewRequest> = {}): NewRequest {
  const origin = but.origin ?? `test:${randomUUID()}`;
  return {
    kind: "account",
    stage: "verify-identity",
    origin,
    givenName: "Amy",
    familyName: "Ash",
    email: `${origin.replaceAll(":", ".")}@example.org`,
    project: "astro",
    ...but,
  };
}
