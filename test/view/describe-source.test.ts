import { expect, it } from "vitest";
import { buildCard } from "../../src/view/card.ts";
import { describeSource } from "../../src/view/describe-source.ts";
import { aRequest } from "../a-request.ts";

it("A request says in words where it came from, in the card of the admins alone", () => {
  const ticket = aRequest({ origin: "ticket:rt:127.0.0.1:43409/12" });
  expect(describeSource(ticket, [])).toBe("ticket 12 of Request Tracker");
  const row = [{ detail: { source: { file: "Account requests", row: 304 } } }] as never;
  expect(describeSource(aRequest({}), row)).toBe("row 304 of Account requests");
  expect(describeSource(aRequest({ origin: "slack:1" }), [])).toBeUndefined();
  const sources = (["admin", "pi"] as const).map((audience) =>
    buildCard(ticket, [], { audience, whole: true }).facts.filter(({ label }) => label === "Source"),
  );
  expect(sources).toEqual([[{ label: "Source", value: "ticket 12 of Request Tracker" }], []]);
});
