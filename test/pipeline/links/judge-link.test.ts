import { describe, expect, it } from "vitest";
import { LINK_STATES } from "../../../src/db/names.ts";
import {
  judgeLink,
  type LinkVerdict,
  mayUse,
  type ShownAddress,
} from "../../../src/pipeline/links/judge-link.ts";

const ADDRESSES: readonly ShownAddress[] = ["proven", "claimed", "other", "hidden"];

/** What each state of a link allows, by what the chat shows about the address. */
const TABLE: Readonly<Record<string, readonly [LinkVerdict, LinkVerdict, LinkVerdict, LinkVerdict]>> = {
  active: ["confirmed", "confirmed", "confirmed", "confirmed"],
  auto: ["by-address", "code", "freeze", "code"],
  frozen: ["code", "code", "code", "code"],
  pending: ["answer", "answer", "answer", "answer"],
  declined: ["code", "code", "none", "none"],
  none: ["link", "code", "none", "none"],
};

it("The table covers every state of a link", () => {
  expect(Object.keys(TABLE).toSorted()).toEqual([...LINK_STATES, "none"].toSorted());
});

describe.each(Object.entries(TABLE))("A user whose link is %s", (name, verdicts) => {
  const state = LINK_STATES.find((each) => each === name);

  it.each(ADDRESSES.map((address, at) => [address, verdicts[at]] as const))(
    "with an address that is %s gets: %s",
    (address, verdict) => {
      expect(judgeLink({ state, address, isTaken: false })).toBe(verdict);
    },
  );

  it("never gains from another user's link to the same person", () => {
    for (const address of ADDRESSES) {
      const taken = judgeLink({ state, address, isTaken: true });
      const free = judgeLink({ state, address, isTaken: false });
      expect(taken).toBe(free === "link" ? "code" : free);
    }
  });
});

it("Only a confirmed link or a verified address lets a user act for a person", () => {
  const verdicts = new Set(Object.values(TABLE).flat());
  expect([...verdicts].filter(mayUse).toSorted()).toEqual(["by-address", "confirmed", "link"]);
});
