import { expect, it } from "vitest";
import { diffSnapshots } from "../../../src/intake/sheets/diff-snapshots.ts";
import { packSnapshot, takeSnapshot, unpackSnapshot } from "../../../src/intake/sheets/snapshot.ts";
import type { Cell, Tab } from "../../../src/intake/sheets/spreadsheet.ts";

const WANTED = ["Timestamp", "Email", "First name", "PIN"];
const recognizing = { wanted: WANTED, isPin: (title: string) => title === "PIN" };

type Rows = readonly (readonly (string | Cell)[])[];

function aTab(...rows: Rows): Tab {
  return {
    id: 7,
    title: "Current Users",
    rows: rows.map((cells, at) => ({
      row: at + 1,
      stamps: [],
      cells: cells.map((cell) => (typeof cell === "string" ? { shown: cell, value: cell } : cell)),
    })),
    rowCount: 1000,
    columnCount: 26,
    frozenRowCount: 0,
    metadataLength: 0,
    lockedRanges: [],
  };
}

const ADA = ["ada@example.org", "Ada", "2718", "PhD"] as const;
const BO = ["bo@example.org", "Bo", "3141", "Staff"] as const;
const CY = ["cy@example.org", "Cy", "1618", "Guest"] as const;
const HEADINGS = ["Email", "First name", "PIN", "Role"] as const;
const snapshotOf = (...rows: Rows) => takeSnapshot(aTab(...rows), recognizing);

it("A backup has everything except for PINs, and takes little room", async () => {
  const date = { shown: "3/4/2026", value: 46085 };
  const snapshot = snapshotOf(["A note"], [...HEADINGS, "Timestamp"], [...ADA, date], ["", ""], BO);
  expect(snapshot).toEqual({
    head: [["A note"], [...HEADINGS, "Timestamp"]],
    titles: [...HEADINGS, "Timestamp"],
    rows: [
      ["ada@example.org", "Ada", null, "PhD", { serial: 46085, shown: "3/4/2026" }],
      ["bo@example.org", "Bo", null, "Staff"],
    ],
  });
  const { contents } = await packSnapshot(snapshot);
  expect(await unpackSnapshot(contents)).toEqual(snapshot);
  const many = snapshotOf(HEADINGS, ...Array.from({ length: 1000 }, (_, n) => [`p${n}@example.org`, "Ada"]));
  expect((await packSnapshot(many)).contents.length).toBeLessThan(10_000);
});

it("Backups of the same contents are equal, although a row above was inserted or a PIN has gone", async () => {
  const first = await packSnapshot(snapshotOf(HEADINGS, ADA, BO));
  const second = await packSnapshot(snapshotOf(HEADINGS, ADA, [], ["bo@example.org", "Bo", "", "Staff"]));
  expect(second.digest).toBe(first.digest);
});

it("A diff names who was added, who is missing, and which cells have changed", () => {
  const diff = diffSnapshots(
    snapshotOf(HEADINGS, ADA, BO),
    snapshotOf(HEADINGS, CY, ["ADA@example.org", "Ada", "", "Staff"]),
  );
  expect(diff).toEqual({
    removed: [["bo@example.org", "Bo", null, "Staff"]],
    added: [["cy@example.org", "Cy", null, "Guest"]],
    changed: [
      {
        who: "ada@example.org",
        cells: [
          { title: "Email", before: "ada@example.org", after: "ADA@example.org" },
          { title: "Role", before: "PhD", after: "Staff" },
        ],
      },
    ],
    lostTitles: [],
    newTitles: [],
  });
});

it("Sorting rows and moving columns changes nothing; a second equal row is one more", () => {
  const before = snapshotOf(HEADINGS, ADA, BO);
  const sorted = snapshotOf(
    ["First name", "Role", "Email", "PIN"],
    ["Bo", "Staff", "bo@example.org", "1"],
    ["Ada", "PhD", "ada@example.org"],
  );
  const nothing = { removed: [], added: [], changed: [], lostTitles: [], newTitles: [] };
  expect(diffSnapshots(before, sorted)).toEqual(nothing);
  const twice = diffSnapshots(before, snapshotOf(HEADINGS, ADA, BO, ADA));
  expect(twice).toEqual({ ...nothing, added: [["ada@example.org", "Ada", null, "PhD"]] });
});

it("Columns that came or went are named", () => {
  const { lostTitles, newTitles, changed } = diffSnapshots(
    snapshotOf(HEADINGS, ADA),
    snapshotOf(["Email", "First name", "PIN", "Phone"], ["ada@example.org", "Ada", "", "1"]),
  );
  expect({ lostTitles, newTitles, changed }).toEqual({
    lostTitles: ["Role"],
    newTitles: ["Phone"],
    changed: [],
  });
});
