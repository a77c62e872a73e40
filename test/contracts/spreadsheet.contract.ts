import { describe, expect, it } from "vitest";
import {
  SheetRejectedError,
  type Spreadsheet,
  type SpreadsheetContents,
  type Tab,
} from "../../src/intake/sheets/spreadsheet.ts";

const TAB = "Form Responses 1";
const HEADINGS = ["Approved", "Timestamp", "Name", "PIN"];

/** A spreadsheet for the contract, with what people can do in it. */
export interface OpenedSpreadsheet {
  readonly spreadsheet: Spreadsheet;
  insertRow(before: number): void;
  deleteRow(row: number): void;
}

/** Opens a new spreadsheet whose tab "Form Responses 1" has these rows, the first one frozen, and whose tab "Spam" is empty. */
export type OpenSpreadsheet = (
  rows: readonly (readonly string[])[],
  options?: { readonly rowCount?: number },
) => Promise<OpenedSpreadsheet>;

function tabOf(contents: SpreadsheetContents, title = TAB): Tab {
  const tab = contents.tabs.find((one) => one.title === title);
  if (!tab) throw new Error(`the tab ${title} is missing`);
  return tab;
}

const shown = ({ rows }: Tab) => rows.map(({ cells }) => cells.map((cell) => cell.shown));

/** What every spreadsheet promises. */
export function holdsSpreadsheetContract(open: OpenSpreadsheet): void {
  const people = [HEADINGS, ["", "", "Ada", "4711"], ["", "", "Bo", "4712"], ["", "", "Cy", "4713"]];
  const read = async (spreadsheet: Spreadsheet, title = TAB) =>
    tabOf(await spreadsheet.read([TAB, "Spam"]), title);

  describe("as every spreadsheet", () => {
    it("reads the tabs that were asked for, leaves out unknown ones, and names all of them", async () => {
      const { spreadsheet } = await open(people);
      const contents = await spreadsheet.read([TAB, "Nowhere"]);
      expect(contents.tabs.map(({ title }) => title)).toEqual([TAB]);
      expect(contents.titles).toEqual([TAB, "Spam"]);
      expect(shown(tabOf(contents))).toEqual(people);
      expect(tabOf(contents)).toMatchObject({ frozenRowCount: 1, metadataLength: 0, lockedRanges: [] });
    });

    it("reads a tab without any content as one without rows", async () => {
      const { spreadsheet } = await open(people);
      expect((await read(spreadsheet, "Spam")).rows).toEqual([]);
    });

    it("keeps a stamp at its row while rows come and go above it", async () => {
      const { spreadsheet, insertRow, deleteRow } = await open(people);
      const { id } = await read(spreadsheet);
      await spreadsheet.change([{ kind: "stamp", tabId: id, row: 4, stamp: "s4" }]);
      insertRow(2);
      expect((await read(spreadsheet)).rows.find(({ stamps }) => stamps.includes("s4"))?.row).toBe(5);
      deleteRow(2);
      deleteRow(2);
      const tab = await read(spreadsheet);
      expect(tab.rows.find(({ stamps }) => stamps.includes("s4"))).toMatchObject({ row: 3, stamps: ["s4"] });
      expect(tab.metadataLength).toBeGreaterThan(2);
      await spreadsheet.change([{ kind: "remove-stamp", tabId: id, stamp: "s4" }]);
      expect((await read(spreadsheet)).rows.flatMap(({ stamps }) => stamps)).toEqual([]);
    });

    it("writes beside a stamp wherever its row is, and only the named cells", async () => {
      const { spreadsheet, insertRow } = await open(people);
      const { id } = await read(spreadsheet);
      await spreadsheet.change([
        { kind: "stamp", tabId: id, row: 2, stamp: "ada" },
        { kind: "stamp", tabId: id, row: 4, stamp: "cy" },
      ]);
      insertRow(3);
      await spreadsheet.writeByStamp([
        { tabId: id, stamp: "cy", cells: { 0: "Approved" } },
        { tabId: id, stamp: "ada", cells: { 0: "=1+1", 2: "" } },
      ]);
      expect(shown(await read(spreadsheet))).toEqual([
        HEADINGS,
        ["=1+1", "", "", "4711"],
        ["", "", "Bo", "4712"],
        ["Approved", "", "Cy", "4713"],
      ]);
    });

    it("writes the other rows if one of them is gone", async () => {
      const { spreadsheet, deleteRow } = await open(people);
      const { id } = await read(spreadsheet);
      await spreadsheet.change([
        { kind: "stamp", tabId: id, row: 2, stamp: "ada" },
        { kind: "stamp", tabId: id, row: 3, stamp: "bo" },
      ]);
      deleteRow(2);
      await spreadsheet
        .writeByStamp([
          { tabId: id, stamp: "ada", cells: { 0: "Approved" } },
          { tabId: id, stamp: "bo", cells: { 0: "Approved" } },
        ])
        .catch((error: unknown) => expect(error).toBeInstanceOf(SheetRejectedError));
      expect(shown(await read(spreadsheet)).map(([approved]) => approved)).toEqual([
        "Approved",
        "Approved",
        "",
      ]);
    });

    it("appends rows below the last one with content, from column A, as texts, numbers, and moments", async () => {
      const { spreadsheet } = await open(people, { rowCount: 4 });
      const { id } = await read(spreadsheet);
      await spreadsheet.change([
        {
          kind: "append",
          tabId: id,
          rows: [
            [null, { serial: 46085.5 }, '=IMPORTDATA("x")', "0123"],
            ["", 7],
          ],
        },
      ]);
      const { rows } = await read(spreadsheet);
      expect(rows.slice(-2)).toEqual([
        {
          row: 5,
          stamps: [],
          cells: [
            { shown: "" },
            { shown: expect.stringContaining("2026"), value: 46085.5 },
            { shown: '=IMPORTDATA("x")', value: '=IMPORTDATA("x")' },
            { shown: "0123", value: "0123" },
          ],
        },
        { row: 6, stamps: [], cells: [{ shown: "" }, { shown: "7", value: 7 }] },
      ]);
    });

    it("carries out a batch in order, or not at all", async () => {
      const { spreadsheet } = await open(people, { rowCount: 4 });
      const { id } = await read(spreadsheet);
      await expect(
        spreadsheet.change([
          { kind: "append", tabId: id, rows: [["one"]] },
          { kind: "delete-row", tabId: id, row: 99 },
        ]),
      ).rejects.toThrow(SheetRejectedError);
      expect(shown(await read(spreadsheet))).toEqual(people);
      await spreadsheet.change([
        { kind: "delete-row", tabId: id, row: 2 },
        { kind: "write", tabId: id, row: 2, cells: { 2: "Bea", 1: { serial: 46085 } } },
        { kind: "insert-rows", tabId: id, row: 3, count: 1 },
      ]);
      const tab = await read(spreadsheet);
      expect(tab.rows.map(({ row, cells }) => [row, cells[2]?.shown])).toEqual([
        [1, "Name"],
        [2, "Bea"],
        [4, "Cy"],
      ]);
      expect(tab.rowCount).toBe(4);
    });

    it("deletes the only row below frozen headings if the batch adds a blank one first", async () => {
      const { spreadsheet } = await open(people.slice(0, 2), { rowCount: 2 });
      const { id } = await read(spreadsheet);
      const deletion = { kind: "delete-row", tabId: id, row: 2 } as const;
      await expect(spreadsheet.change([deletion])).rejects.toThrow(SheetRejectedError);
      await spreadsheet.change([{ kind: "insert-rows", tabId: id, row: 3, count: 1 }, deletion]);
      expect(shown(await read(spreadsheet))).toEqual([HEADINGS]);
    });

    it("adds a tab and columns, and hides a column", async () => {
      const { spreadsheet } = await open(people);
      await spreadsheet.change([{ kind: "add-tab", title: "Current Users", rowCount: 10, columnCount: 3 }]);
      const added = tabOf(await spreadsheet.read(["Current Users"]), "Current Users");
      expect(added).toMatchObject({ rowCount: 10, columnCount: 3 });
      await spreadsheet.change([
        { kind: "add-columns", tabId: added.id, count: 2 },
        { kind: "hide-column", tabId: added.id, column: 4 },
        { kind: "write", tabId: added.id, row: 1, cells: { 4: "acct" } },
      ]);
      const tab = tabOf(await spreadsheet.read(["Current Users"]), "Current Users");
      expect(tab).toMatchObject({ columnCount: 5, rows: [{ row: 1 }] });
    });

    it("can be tried out without a trace", async () => {
      const { spreadsheet } = await open(people);
      await spreadsheet.tryWriting();
      expect(await read(spreadsheet)).toMatchObject({ metadataLength: 0 });
    });

    it("copies and deletes a row in one step, and answers with the tabs as they are then", async () => {
      const { spreadsheet, insertRow } = await open(people);
      const { id } = await read(spreadsheet);
      const spam = await read(spreadsheet, "Spam");
      await spreadsheet.change([
        { kind: "write", tabId: id, row: 3, cells: { 0: { serial: 46085 }, 1: { serial: 46085.5 } } },
      ]);
      insertRow(2);
      const after = await spreadsheet.changeAndRead(
        [
          { kind: "insert-rows", tabId: spam.id, row: 1, count: 2 },
          {
            kind: "copy-cells",
            from: { tabId: id, row: 4, column: 0 },
            to: { tabId: spam.id, row: 2, column: 1 },
            count: 4,
          },
          { kind: "delete-row", tabId: id, row: 4 },
        ],
        [TAB, "Spam"],
      );
      expect(shown(tabOf(after))).toEqual([HEADINGS, ["", "", "Ada", "4711"], ["", "", "Cy", "4713"]]);
      expect(tabOf(after, "Spam").rows).toMatchObject([
        {
          row: 2,
          cells: [{ shown: "" }, { value: 46085 }, { value: 46085.5 }, { shown: "Bo" }, { shown: "4712" }],
        },
      ]);
      // Whole days are dates, and others are dates with a time.
      expect(tabOf(after, "Spam").rows[0]?.cells[1]?.shown).not.toMatch(/:/);
      expect(tabOf(after, "Spam").rows[0]?.cells[2]?.shown).toMatch(/:/);
    });

    it("adds blank rows at the end of the grid, so that a row can be inserted there", async () => {
      const { spreadsheet } = await open(people, { rowCount: 4 });
      const { id } = await read(spreadsheet);
      await spreadsheet.change([
        { kind: "add-rows", tabId: id, count: 1 },
        { kind: "insert-rows", tabId: id, row: 5, count: 1 },
        { kind: "write", tabId: id, row: 5, cells: { 2: "Di" } },
      ]);
      const tab = await read(spreadsheet);
      expect(tab.rowCount).toBe(6);
      expect(tab.rows.at(-1)).toMatchObject({ row: 5, cells: [{}, {}, { shown: "Di" }] });
    });
  });
}
