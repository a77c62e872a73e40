import type { StageName, WaitsFor } from "../src/db/names.ts";
import type { Decision, Request } from "../src/db/tables/requests.ts";

/** What a request waits for at these stages. */
const WAITS_FOR: Partial<Record<StageName, WaitsFor>> = {
  "verify-identity": "project",
  "await-admin": "admin",
  "await-pi": "pi",
  "confirm-plan": "dry-run",
  "restore-quota": "end-date",
  "hand-over": "password",
  close: "closing-time",
};

const BORN = new Date("2026-03-01T12:00:00Z");

/** A request as the database holds it. Say only what matters to the test. */
export function aRequest(but: Partial<Request> = {}): Request {
  return {
    id: 7,
    mark: "6f0f1d7e-9a3c-4c57-8f0e-5d2b7c1a9e43",
    kind: "account",
    status: "running",
    stage: "verify-identity",
    stageSince: BORN,
    clockSince: BORN,
    runAt: BORN,
    attempt: 0,
    deaths: 0,
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
    assignee: null,
    question: null,
    delegates: [],
    quota: null,
    pinHash: null,
    needsAdmin: false,
    escalatedAt: null,
    waitsFor: but.status === "waiting" ? (WAITS_FOR[but.stage ?? "verify-identity"] ?? null) : null,
    problem: null,
    ...but,
  };
}

/** Ada, an admin, has approved. */
export function anApproval(but: Partial<Decision> = {}): Decision {
  return { verdict: "approved", by: "slack:UADA", byName: "Ada Okafor", at: BORN.toISOString(), ...but };
}
