import type { Subject } from "../../src/rules/rule-source.ts";

/** Someone of whom nothing is proven but this, and who asks for an account. */
export const aSubject = (but: Partial<Subject> = {}): Subject => ({
  emails: [],
  request: {
    kind: "account",
    project: "physics",
    requester: "U1",
    createdAt: new Date("2026-11-26T12:00:00Z"),
  },
  ...but,
});
