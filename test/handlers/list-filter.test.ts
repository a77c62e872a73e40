import { describe, expect, it } from "vitest";
import { STATUSES } from "../../src/db/names.ts";
import { UserError } from "../../src/handlers/handler.ts";
import { parseListQuery } from "../../src/handlers/list-filter.ts";

const NOW = new Date("2026-03-31T12:00:00Z");
const filterOf = (text: string) => parseListQuery(text, NOW).filter;

describe("what people type after /acct list", () => {
  it("Nothing means every open request, from the first page", () => {
    expect(parseListQuery("", NOW)).toEqual({ filter: {}, typed: "", page: 1 });
  });

  it.each(STATUSES.filter((status) => status !== "quarantined"))("%s is a filter", (status) => {
    expect(filterOf(status)).toEqual({ status });
  });

  it("Requests on hold are found by the word that people read", () => {
    expect(filterOf("on-hold")).toEqual({ status: "quarantined" });
  });

  it("Ended requests are found, too", () => {
    expect(filterOf("all")).toEqual({ status: "all" });
  });

  it("Undelivered notifications are looked for in the last 30 days", () => {
    expect(filterOf("undelivered")).toEqual({ undeliveredSince: new Date("2026-03-01T12:00:00Z") });
  });

  it("The age is a number of days, with or without the letter", () => {
    for (const text of ["older:3d", "older:3"]) {
      expect(filterOf(text)).toEqual({ before: new Date("2026-03-28T12:00:00Z") });
    }
  });

  it("Filters combine in any order, and other words are searched for together", () => {
    expect(parseListQuery(" amy  stuck pi:birch ash older:1d PAGE 2", NOW)).toEqual({
      filter: {
        status: "stuck",
        pi: "birch",
        text: "amy ash",
        before: new Date("2026-03-30T12:00:00Z"),
      },
      typed: "amy stuck pi:birch ash older:1d",
      page: 2,
    });
  });

  it.each([
    ["STUCK", { status: "stuck" }],
    ["Waiting", { status: "waiting" }],
    ["All", { status: "all" }],
    ["On-Hold", { status: "quarantined" }],
    ["PI:Hopper", { pi: "Hopper" }],
    ["OLDER:3D", { before: new Date("2026-03-28T12:00:00Z") }],
    ["Rita", { text: "Rita" }],
    ["@slack:URITA stuck", { requesterUser: "slack:URITA", status: "stuck" }],
    ["pi:@slack:UPI", { piUser: "slack:UPI" }],
  ])("Words in any case and mentions are understood: %s", (text, filter) => {
    expect(filterOf(text)).toEqual(filter);
  });

  it("A page is only a page with a number after it", () => {
    expect(parseListQuery("page", NOW)).toMatchObject({ filter: { text: "page" }, page: 1 });
    expect(parseListQuery("page one", NOW)).toMatchObject({ filter: { text: "page one" }, page: 1 });
    expect(parseListQuery("page 0", NOW)).toMatchObject({ filter: {}, page: 1 });
  });

  it.each(["older:soon", "older:", "older:-1d", "kind:quota"])(
    "%s is rejected with a list of the filters",
    (text) => {
      expect(() => parseListQuery(text, NOW)).toThrow(UserError);
      expect(() => parseListQuery(text, NOW)).toThrow(/on-hold.*pi:.*older:/);
    },
  );
});
