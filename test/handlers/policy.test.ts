import { describe, expect, it } from "vitest";
import type { Standing } from "../../src/chat/chat.ts";
import { objectionTo, objectionToSecondApproval, type Right, readerOf } from "../../src/handlers/policy.ts";
import { aRequest } from "../a-request.ts";

const request = aRequest({ requesterUser: "UAMY", email: "amy@example.org", piUser: "UBO" });

function person(user: string, but: { isAdmin?: boolean; standing?: Standing; email?: string } = {}) {
  const { isAdmin = false, standing = "member", email = `${user}@example.org` } = but;
  return { user, email, isAdmin, standing };
}

const admin = person("UADA", { isAdmin: true });
const pi = person("UBO");
const requester = person("UAMY");
const stranger = person("UZED");

const delegate = person("UDEE");
const asked = { ...request, delegates: [{ user: "UDEE", name: "Dee" }] };

/** Each right there is, written down by hand: whoever adds one has to say here who has it. */
const rights: Readonly<Record<Right, string>> = {
  request: "admin pi delegate requester stranger",
  see: "admin pi delegate requester",
  "see-all": "admin",
  "decide-as-admin": "admin",
  "decide-as-pi": "pi delegate",
  "decide-in-place-of-pi": "",
  "ask-requester": "admin",
  answer: "requester",
  claim: "admin",
  "assign-pi": "admin pi delegate",
  delegate: "pi",
  retry: "admin",
  "give-up": "admin",
  release: "admin",
  withdraw: "admin requester",
  "reset-own-password": "admin pi delegate requester stranger",
  "reset-others-password": "admin",
  "link-account": "admin",
};
const all = Object.keys(rights) as Right[];

describe("who may do what", () => {
  it.each(Object.entries(rights) as [Right, string][])("%s: %s", (right, allowed) => {
    const people = { admin, pi, delegate, requester, stranger };
    const may = Object.entries(people).filter(([, who]) => objectionTo(right, who, asked) === undefined);
    expect(may.map(([name]) => name).join(" ")).toBe(allowed);
  });

  it("an admin who asks has an admin's rights on their own request, but for deciding on it", () => {
    const own = { ...asked, requesterUser: "UADA", email: "UADA@example.org", piUser: null };
    const may = all.filter((right) => objectionTo(right, admin, own) === undefined);
    expect(may).toEqual([
      "request",
      "see",
      "see-all",
      "ask-requester",
      "answer",
      "claim",
      "retry",
      "give-up",
      "release",
      "withdraw",
      "reset-own-password",
      "reset-others-password",
      "link-account",
    ]);
  });

  it("the address of whoever asked makes nobody the requester, unless nobody in the chat has asked", () => {
    const taken = person("UZED", { email: "amy@example.org" });
    for (const right of ["see", "answer", "withdraw"] as const) {
      expect(objectionTo(right, taken, request)).toMatch(/There is no request/);
      expect(objectionTo(right, taken, { ...request, requesterUser: null })).toBeUndefined();
    }
    expect(objectionTo("decide-as-pi", { ...taken, user: "UBO" }, request)).toMatch(/own request/);
  });

  it("who reads the mails to the address of whoever asked may answer and withdraw by a link of ours", () => {
    const reader = readerOf("Amy@example.org", "Amy");
    for (const right of ["see", "answer", "withdraw"] as const) {
      expect(objectionTo(right, reader, request)).toBeUndefined();
    }
    expect(objectionTo("withdraw", readerOf("ben@example.org", "Ben"), request)).toMatch(
      /There is no request/,
    );
  });

  it.each([
    ["by the same chat account", person("UADA", { email: "other@example.org" })],
    ["by the same address, from a mail", readerOf("uada@example.org", "Ada")],
  ])("whoever has approved as an admin does not approve as the PI, too: %s", (_, who) => {
    const at = "2026-03-01T12:00:00Z";
    const decisions = {
      admin: { verdict: "approved", by: "UADA", byName: "Ada", email: "uada@example.org", at },
    } as const;
    expect(objectionToSecondApproval(who, { id: 7, decisions }, "pi")).toMatch(/another person/);
    expect(objectionToSecondApproval(person("UBO"), { id: 7, decisions }, "pi")).toBeUndefined();
    expect(objectionToSecondApproval(who, { id: 7, decisions: { admin: null } }, "pi")).toBeUndefined();
  });

  it("lets an admin decide in the PI's place only when the PI cannot be asked or does not answer", () => {
    expect(objectionTo("decide-in-place-of-pi", admin, request)).toMatch(/PI is in the chat/);
    expect(objectionTo("decide-in-place-of-pi", admin, { ...request, piUser: null })).toBeUndefined();
    const escalated = { ...request, escalatedAt: new Date() };
    expect(objectionTo("decide-in-place-of-pi", admin, escalated)).toBeUndefined();
    expect(objectionTo("decide-in-place-of-pi", stranger, { ...request, piUser: null })).toMatch(
      /Only admins/,
    );
  });

  it.each([
    ["as an admin", "decide-as-admin", { ...request, requesterUser: "UADA" }, admin],
    [
      "as an admin with another chat account of the same address",
      "decide-as-admin",
      request,
      { ...admin, email: "Amy@example.org" },
    ],
    ["as the PI", "decide-as-pi", { ...request, requesterUser: "UBO" }, pi],
    [
      "in the PI's place",
      "decide-in-place-of-pi",
      { ...request, piUser: null, requesterUser: "UADA" },
      admin,
    ],
  ] as const)("lets nobody decide on their own request %s", (_, right, own, who) => {
    expect(objectionTo(right, who, own)).toMatch(/own request/);
  });

  it.each(["guest", "deactivated", "external", "bot"] as const)(
    "refuses a %s everything, even an admin's rights",
    (standing) => {
      for (const right of all) {
        expect(objectionTo(right, person("UADA", { isAdmin: true, standing }), request)).toEqual(
          expect.any(String),
        );
      }
    },
  );
});
