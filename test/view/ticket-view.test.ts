import { expect, it } from "vitest";
import type { Event } from "../../src/db/tables/events.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { ticketComments, ticketFace } from "../../src/view/ticket-view.ts";
import { anApproval, aRequest } from "../a-request.ts";

const settings = { errorPriority: -1, deniedStatus: "rejected" } as const;

it.each<[string, Partial<Request>, number | undefined, string]>([
  ["is being checked", { stage: "verify-identity" }, 0, "new"],
  ["waits for an admin", { status: "waiting", stage: "await-admin" }, 1, "open"],
  ["waits for the PI", { status: "waiting", stage: "await-pi" }, 2, "open"],
  ["is approved", { stage: "register" }, 3, "open"],
  ["is in the registry", { stage: "create-accounts" }, 4, "open"],
  ["has its accounts", { stage: "add-memberships" }, 5, "open"],
  ["waits for a password", { status: "waiting", stage: "hand-over" }, 6, "open"],
  ["waits for its end", { status: "waiting", stage: "close" }, 7, "open"],
  ["is complete", { status: "closed", stage: "close" }, 7, "resolved"],
  ["is stuck", { status: "stuck", stage: "register" }, -1, "open"],
  ["was refused by acct", { status: "refused", stage: "verify-identity" }, -1, "rejected"],
  [
    "was denied",
    { status: "refused", stage: "await-pi", approvals: [anApproval({ verdict: "denied" })] },
    undefined,
    "rejected",
  ],
  ["is spam", { status: "spam", stage: "await-admin" }, undefined, "rejected"],
  ["was withdrawn", { status: "withdrawn", stage: "await-pi" }, undefined, "resolved"],
])("The ticket of a request that %s shows it", (_, request, priority, status) => {
  expect(ticketFace(aRequest(request), settings)).toEqual({ priority, status });
});

it("A request that failed can have another priority, and a denied one another status", () => {
  expect(ticketFace(aRequest({ status: "stuck" }), { ...settings, errorPriority: 99 }).priority).toBe(99);
  expect(ticketFace(aRequest({ status: "refused" }), { ...settings, deniedStatus: "resolved" }).status).toBe(
    "resolved",
  );
});

it("Comments tell decisions and failures once, and the first one describes the pipeline", () => {
  const kinds = [
    "requested",
    "stage-done",
    "waiting",
    "approved",
    "stage-failed",
    "stuck",
    "retried",
  ] as const;
  const history = kinds.map(
    (kind, index): Event => ({
      ...{
        id: index,
        requestId: 7,
        personId: null,
        projectId: null,
        seq: index + 1,
        kind,
        stage: "register",
      },
      ...{ at: new Date(0), actor: "acct", actorName: "Ada", note: "", detail: {} },
    }),
  );
  const seqs = (after: number) =>
    ticketComments(aRequest(), history, { after, errorPriority: -1 }).map(({ seq }) => seq);
  expect(seqs(0)).toEqual([1, 4, 6, 7]);
  expect(seqs(4)).toEqual([6, 7]);
  expect(seqs(7)).toEqual([]);
});

it("The ticket says once that acct waits for the address, and which setting avoids that", () => {
  const request = aRequest({ status: "waiting", stage: "verify-identity", waitsFor: "address" });
  const event = (seq: number, kind: Event["kind"], note: string): Event => ({
    ...{ id: seq, requestId: 7, personId: null, projectId: null, seq, kind, stage: "verify-identity" },
    ...{ at: new Date(0), actor: "acct", actorName: "acct", note, detail: {} },
  });
  const note = `Waiting for ${request.givenName} to confirm ${request.email}`;
  const history = [
    event(1, "requested", ""),
    event(2, "waiting", note),
    event(3, "waiting", note),
    event(4, "waiting", "Waiting for Bo"),
  ];
  const comments = ticketComments(request, history, { after: 1, errorPriority: -1 });
  expect(comments).toEqual([{ seq: 2, text: expect.stringContaining("rt.verifiesSenders") }]);
});
