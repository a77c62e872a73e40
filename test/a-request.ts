import type { StageName, WaitsFor } from "../src/db/names.ts";
import type { NewApproval } from "../src/db/tables/approvals.ts";
import type { Approval, Request } from "../src/db/tables/requests.ts";

/** What a request waits for at these stages. */
const WAITS_FOR: Partial<Record<StageName, WaitsFor>> = {
  "verify-identity": "project",
  "await-admin": "admin",
  "await-pi": "pi",
  "confirm-plan": "dry-run",
  "restore-quota": "end-date",
  "review-trust": "admin",
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
    language: null,
    username: "aash",
    project: "lab",
    piName: "Prof. Bo Birch",
    piEmail: "bo@example.org",
    piUser: "UBO",
    details: {},
    required: [],
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
    approvals: seenOn(but),
  };
}

/** Ada, an admin, has approved. The address and the PI on the card are those of the request, unless the test says otherwise. */
export function anApproval(but: Partial<Approval> = {}): Approval {
  const name = but.name ?? "admin";
  const approval = { seq: 1, name, verdict: "approved", by: "slack:UADA", byName: "Ada Okafor" } as const;
  return { ...approval, roles: [name], address: "", pi: "", at: BORN.toISOString(), ...but };
}

/** The same as it is given, with the plan that was on the card. */
export function aNewApproval(but: Partial<NewApproval> = {}): NewApproval {
  const { seq: _, ...approval } = anApproval(but);
  return { ...approval, surface: "chat", plan: [], planHash: "", ...but };
}

/** Bo, the PI, has approved. */
export const fromBo = (but: Partial<Approval> = {}): Approval =>
  anApproval({ seq: 2, name: "pi", by: "slack:UBO", byName: "Bo Birch", ...but });

/** Fills in what approvals of this request saw. */
export function seenOn({
  approvals = [],
  email = "amy@example.org",
  piEmail = "bo@example.org",
}: Partial<Pick<Request, "approvals" | "email" | "piEmail">>): Approval[] {
  return approvals.map((one) => ({
    ...one,
    address: one.address || email.toLowerCase(),
    pi: one.pi === "" ? (piEmail?.toLowerCase() ?? null) : one.pi,
  }));
}
