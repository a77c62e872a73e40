import { describe, expect, it } from "vitest";
import type { ChatMembership } from "../../src/chat/chat.ts";
import { denyReason, denySecondApproval, emailActor, type Right } from "../../src/handlers/policy.ts";
import { anApproval, aRequest } from "../a-request.ts";

const request = aRequest({ requesterUser: "UAMY", email: "amy@example.org", piUser: "UBO" });

function person(user: string, but: { isAdmin?: boolean; membership?: ChatMembership; email?: string } = {}) {
  const { isAdmin = false, membership = "member", email = `${user}@example.org` } = but;
  return { user, email, isAdmin, membership };
}

const admin = person("UADA", { isAdmin: true });
const pi = person("UBO");
const requester = person("UAMY");
const stranger = person("UZED");

const delegate = person("UDEE");
const asked = { ...request, delegates: [{ user: "UDEE", name: "Dee" }] };

/** Every right and the people who have it. The list is written by hand, so a new right must be added here. */
const rights: Readonly<Record<Right, string>> = {
  "see-own": "admin pi delegate requester stranger",
  "list-own": "admin pi delegate requester stranger",
  request: "admin pi delegate requester stranger",
  "use-own-account": "admin pi delegate requester stranger",
  see: "admin pi delegate requester",
  "see-all": "admin",
  "decide-as-admin": "admin",
  "decide-as-pi": "pi delegate",
  "decide-for-pi": "",
  replace: "requester",
  ask: "admin",
  answer: "requester",
  "confirm-request": "requester",
  sign: "requester",
  claim: "admin",
  unclaim: "admin",
  "change-pi": "admin pi delegate",
  amend: "admin pi delegate",
  delegate: "pi",
  retry: "admin",
  abandon: "admin",
  release: "admin",
  "send-again": "admin",
  withdraw: "admin requester",
  "reset-password": "admin pi delegate requester stranger",
  "reset-password-for-others": "admin",
  "link-account": "admin",
  offboard: "admin",
  suspend: "admin",
  resume: "admin",
  "give-reason": "admin",
  "change-email": "admin",
  "answer-link": "admin pi delegate requester stranger",
  "decide-conflict": "admin",
  "ask-pi": "admin",
  "approve-ahead": "admin",
  "answer-pi": "admin pi delegate requester stranger",
  "confirm-pi": "admin",
  "use-project": "admin pi delegate requester stranger",
  "answer-invitation": "admin pi delegate requester stranger",
  "link-sign-in": "admin pi delegate requester stranger",
};
/** The answer about a request that a person may not see. It is the same as for one that doesn't exist. */
const unknown = denyReason("see", stranger, request);
const all = Object.keys(rights) as Right[];

describe("who may do what", () => {
  it.each(Object.entries(rights) as [Right, string][])("%s: %s", (right, allowed) => {
    const people = { admin, pi, delegate, requester, stranger };
    const may = Object.entries(people).filter(([, who]) => denyReason(right, who, asked) === undefined);
    expect(may.map(([name]) => name).join(" ")).toBe(allowed);
  });

  it("an admin has an admin's rights on their own request, except to decide on it or to change who decides", () => {
    const own = { ...asked, requesterUser: "UADA", email: "UADA@example.org", piUser: null };
    const may = all.filter((right) => denyReason(right, admin, own) === undefined);
    expect(may).toEqual([
      "see-own",
      "list-own",
      "request",
      "use-own-account",
      "see",
      "see-all",
      "replace",
      "ask",
      "answer",
      "confirm-request",
      "sign",
      "claim",
      "unclaim",
      "retry",
      "abandon",
      "release",
      "send-again",
      "withdraw",
      "reset-password",
      "reset-password-for-others",
      "link-account",
      "offboard",
      "suspend",
      "resume",
      "give-reason",
      "change-email",
      "answer-link",
      "decide-conflict",
      "ask-pi",
      "approve-ahead",
      "answer-pi",
      "confirm-pi",
      "use-project",
      "answer-invitation",
      "link-sign-in",
    ]);
  });

  it("someone else with the requester's address isn't the requester, unless the request came from outside the chat", () => {
    const taken = person("UZED", { email: "amy@example.org" });
    for (const right of ["see", "answer", "withdraw"] as const) {
      expect(denyReason(right, taken, request)).toBe(unknown);
      expect(denyReason(right, taken, { ...request, requesterUser: null })).toBeUndefined();
    }
    expect(denyReason("decide-as-pi", { ...taken, user: "UBO" }, request)).toEqual(expect.any(String));
  });

  it("the person who reads the requester's emails can answer and withdraw through an emailed link", () => {
    const reader = emailActor("Amy@example.org", "Amy");
    for (const right of ["see", "answer", "withdraw"] as const) {
      expect(denyReason(right, reader, request)).toBeUndefined();
    }
    expect(denyReason("withdraw", emailActor("ben@example.org", "Ben"), request)).toBe(unknown);
  });

  it.each([
    ["with the same chat account", person("UADA", { email: "other@example.org" })],
    ["with the same address, from an email", emailActor("uada@example.org", "Ada")],
  ])("a person who approved as an admin can't also approve as the PI: %s", (_, who) => {
    const approved = aRequest({ approvals: [anApproval({ by: "UADA", email: "uada@example.org" })] });
    expect(denySecondApproval(who, approved, "pi")).toEqual(expect.any(String));
    expect(denySecondApproval(person("UBO"), approved, "pi")).toBeUndefined();
    expect(denySecondApproval(who, { ...approved, approvals: [] }, "pi")).toBeUndefined();
  });

  it("an admin can decide for the PI only if the PI can't be asked or doesn't reply", () => {
    expect(denyReason("decide-for-pi", admin, request)).toEqual(expect.any(String));
    expect(denyReason("decide-for-pi", admin, { ...request, piUser: null })).toBeUndefined();
    const escalated = { ...request, escalatedAt: new Date() };
    expect(denyReason("decide-for-pi", admin, escalated)).toBeUndefined();
    expect(denyReason("decide-for-pi", stranger, { ...request, piUser: null })).toEqual(expect.any(String));
  });

  it.each([
    ["as an admin", "decide-as-admin", { ...request, requesterUser: "UADA" }, admin],
    [
      "as an admin with another chat account that has the same address",
      "decide-as-admin",
      request,
      { ...admin, email: "Amy@example.org" },
    ],
    ["as the PI", "decide-as-pi", { ...request, requesterUser: "UBO" }, pi],
    ["for the PI", "decide-for-pi", { ...request, piUser: null, requesterUser: "UADA" }, admin],
  ] as const)("no one can decide on their own request %s", (_, right, own, who) => {
    expect(denyReason(right, who, own)).toEqual(expect.any(String));
  });

  it.each(["guest", "deactivated", "external", "bot"] as const)(
    "a %s can only see their own requests, even with an admin's rights",
    (membership) => {
      for (const right of all.filter((each) => each !== "see-own" && each !== "list-own")) {
        expect(denyReason(right, person("UADA", { isAdmin: true, membership }), request)).toEqual(
          expect.any(String),
        );
      }
    },
  );
});

it("While it isn't known who is an admin, no one has an admin's rights, and the reason given isn't theirs", () => {
  const unsure = { ...stranger, isAdminUnknown: true };
  for (const right of all) {
    const asStranger = denyReason(right, stranger, asked);
    const reason = denyReason(right, unsure, asked);
    if (asStranger === undefined) expect(reason).toBeUndefined();
    else if (denyReason(right, admin, asked) === undefined) expect(reason).not.toBe(asStranger);
    else expect(reason).toBe(asStranger);
  }
});
