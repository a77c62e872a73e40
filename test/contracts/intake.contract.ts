import { describe, expect, it } from "vitest";
import type { Incoming, Intake } from "../../src/intake/intake.ts";
import type { CsvRow } from "../csv-row.ts";

const originsIn = (items: readonly Incoming[]) =>
  items.flatMap((item) => ("identity" in item ? [item.identity.origin] : []));

/** What every intake promises. `open` fills a new source with these people. */
export function holdsIntakeContract(open: (rows: readonly CsvRow[]) => Promise<Intake>): void {
  describe("as every intake", () => {
    it("reports each item once, with an origin that is its own and stays the same", async () => {
      const intake = await open([{ email: "one@example.org" }, { email: "two@example.org" }]);
      const items = await intake.poll();
      expect(items.map(({ address }) => address)).toEqual(["one@example.org", "two@example.org"]);
      expect(new Set(originsIn(items)).size).toBe(2);
      expect(originsIn(await intake.poll())).toEqual(originsIn(items));
    });

    it("names an item that can't be read and its problems, and reports all other items", async () => {
      const intake = await open([
        { email: "one@example.org" },
        { email: "nonsense", familyName: "Bad" },
        { email: "two@example.org" },
      ]);
      const items = await intake.poll();
      expect(items).toHaveLength(3);
      expect(items[1]).toMatchObject({
        name: expect.stringContaining("Bad"),
        address: "nonsense",
        problems: [{ column: expect.stringMatching(/./), sentence: expect.stringMatching(/./) }],
      });
      expect(originsIn(items)).toHaveLength(2);
    });

    it("accepts the outcome of an item twice, and loses no other item", async () => {
      const intake = await open([{ email: "one@example.org" }, { email: "two@example.org" }]);
      const [first, second] = await intake.poll();
      if (!first || !second) throw new Error("items are missing");
      const acknowledge = () => intake.acknowledge(first, { kind: "created", requestId: 1, remarks: [] });
      await acknowledge();
      await acknowledge();
      expect(originsIn(await intake.poll())).toEqual(expect.arrayContaining(originsIn([second])));
    });
  });
}
