import fc from "fast-check";
import { expect, it } from "vitest";
import { endOfDay } from "../../src/pipeline/end-of-day.ts";
import { lastDay } from "../../src/view/last-day.ts";

it("The last day that people read is the one that was chosen", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("2000-01-01"), max: new Date("2999-12-31"), noInvalidDate: true }),
      (at) => {
        const day = at.toISOString().slice(0, 10);
        expect(lastDay(endOfDay(day))).toBe(day);
      },
    ),
  );
});
