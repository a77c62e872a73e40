import { describe, expect, it } from "vitest";
import type { Request } from "../../../src/db/tables/requests.ts";
import { judgeEvent } from "../../../src/pipeline/tickets/judge-event.ts";
import type { TicketActor, TicketEvent } from "../../../src/tickets/tickets.ts";
import { aRequest } from "../../a-request.ts";

const context = { ticketId: 17, errorPriority: -1, deniedStatus: "rejected" } as const;
const staff: TicketActor = {
  id: 40,
  name: "ada",
  email: "ada@example.org",
  isPrivileged: true,
  isUs: false,
};
const requester: TicketActor = {
  id: 41,
  name: "amy@example.org",
  email: "Amy@example.org",
  isPrivileged: false,
  isUs: false,
};
const machine: TicketActor = { id: 1, name: "RT_System", email: "", isPrivileged: false, isUs: false };

const event = (but: Partial<TicketEvent>): TicketEvent => ({
  id: 900,
  ticketId: 17,
  type: "Set",
  by: staff,
  at: new Date("2026-11-26T12:00:00Z"),
  ...but,
});
const toPriority = (newValue: string, but: Partial<TicketEvent> = {}) =>
  event({ field: "Priority", newValue, ...but });
const judge = (one: TicketEvent, request: Partial<Request>) => {
  const meaning = judgeEvent(one, aRequest(request), context);
  return meaning.kind === "action" ? meaning.action : meaning.kind;
};

const forPi = { status: "waiting", stage: "await-pi" } as const;
const forAdmin = { status: "waiting", stage: "await-admin" } as const;
const stuck = { status: "stuck", stage: "create-accounts" } as const;

describe("A priority that staff set by hand", () => {
  it.each([
    ["3", "while the PI decides", forPi, "approve-for-pi"],
    ["50", "while the PI decides", forPi, "refused"],
    ["100", "while the PI decides", forPi, "refused"],
    ["7", "while the PI decides", forPi, "refused"],
    ["0", "while the PI decides", forPi, "refused"],
    ["2", "while the PI decides", forPi, "activity"],
    ["3", "while an admin decides", forAdmin, "refused"],
    ["4", "after a failure", stuck, "retry"],
    ["1", "after a failure", stuck, "retry"],
    ["0", "after a failure", stuck, "refused"],
    ["-1", "after a failure", stuck, "activity"],
    ["3", "while acct works", { status: "running", stage: "create-accounts" }, "refused"],
    ["3", "after the request was denied", { status: "refused", stage: "await-pi" }, "refused"],
    ["Approved", "that is no number", forPi, "refused"],
  ] as const)("%s %s means: %4$s", (number, _, request, meaning) => {
    expect(judge(toPriority(number), request)).toBe(meaning);
  });

  it.each([
    ["by acct itself", { by: { ...staff, isUs: true } }, "nothing"],
    ["by the requester", { by: requester }, "refused"],
    ["by Request Tracker", { by: machine }, "refused"],
    ["on a ticket that was merged into this one", { ticketId: 12 }, "nothing"],
  ] as const)("doesn't count %s", (_, but, meaning) => {
    expect(judge(toPriority("3", but), forPi)).toBe(meaning);
  });
});

describe("On a ticket", () => {
  it.each([
    [
      "a rejection by staff denies",
      event({ type: "Status", field: "Status", newValue: "rejected" }),
      forPi,
      "deny",
    ],
    [
      "a rejection denies nothing that was approved",
      event({ type: "Status", field: "Status", newValue: "rejected" }),
      { status: "waiting", stage: "hand-over" },
      "refused",
    ],
    [
      "stalling is only activity",
      event({ type: "Status", field: "Status", newValue: "stalled" }),
      forPi,
      "activity",
    ],
    ["the requester's message is a reply", event({ type: "Correspond", by: requester }), forPi, "reply"],
    ["a message by staff is only activity", event({ type: "Correspond" }), forPi, "activity"],
    [
      "a stranger's message isn't the requester's",
      event({ type: "Correspond", by: { ...requester, email: "eve@example.com" } }),
      forPi,
      "activity",
    ],
    [
      "a message on a merged ticket is no reply",
      event({ type: "Correspond", by: requester, ticketId: 12 }),
      forPi,
      "nothing",
    ],
    [
      "what Request Tracker does isn't activity",
      event({ by: machine, field: "Status", newValue: "open" }),
      forPi,
      "nothing",
    ],
  ] as const)("%s", (_, one, request, meaning) => {
    expect(judge(one, request)).toBe(meaning);
  });
});
