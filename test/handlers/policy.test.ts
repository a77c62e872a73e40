import { describe, expect, it } from "vitest";
import type { Standing } from "../../src/chat/chat.ts";
import { objectionTo, type Right } from "../../src/handlers/policy.ts";
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

const rights: readonly [Right, allowed: string][] = [
  ["request", "admin pi requester stranger"],
  ["see", "admin pi requester"],
  ["see-all", "admin"],
  ["decide-as-admin", "admin"],
  ["decide-as-pi", "pi"],
  ["retry", "admin"],
  ["reset-own-password", "admin pi requester stranger"],
  ["reset-others-password", "admin"],
];

describe("who may do what", () => {
  it.each(rights)("%s: %s", (right, allowed) => {
    const people = { admin, pi, requester, stranger };
    const may = Object.entries(people).filter(([, who]) => objectionTo(right, who, request) === undefined);
    expect(may.map(([name]) => name).join(" ")).toBe(allowed);
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
      for (const [right] of rights) {
        expect(objectionTo(right, person("UADA", { isAdmin: true, standing }), request)).toEqual(
          expect.any(String),
        );
      }
    },
  );
});
