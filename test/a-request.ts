import type { Request } from "../src/db/schema.ts";

const BORN = new Date("2026-03-01T12:00:00Z");

/** A request as the database holds it. Say only what matters to the test. */
export function aRequest(but: Partial<Request> = {}): Request {
  return {
    id: 7,
    kind: "account",
    status: "running",
    stage: "verify-identity",
    stageSince: BORN,
    clockSince: BORN,
    runAt: BORN,
    attempt: 0,
    leaseToken: null,
    leaseBy: null,
    version: 1,
    createdAt: BORN,
    updatedAt: BORN,
    origin: "test:7",
    givenName: "Amy",
    familyName: "Ash",
    email: "amy@example.org",
    requesterUser: "UAMY",
    username: "aash",
    project: "lab",
    piName: "Prof. Bo Birch",
    piEmail: "bo@example.org",
    piUser: "UBO",
    details: {},
    decisions: {},
    plan: [],
    warnings: [],
    claim: null,
    question: null,
    delegates: [],
    quota: null,
    pinHash: null,
    escalatedAt: null,
    waitsForDryRun: false,
    problem: null,
    eventSeq: 1,
    eventHash: Buffer.alloc(32),
    ...but,
  };
}
