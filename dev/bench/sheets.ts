import { fileURLToPath } from "node:url";
import { run } from "../local-stack/run.ts";
import { startSheets } from "../local-stack/sheets/start-sheets.ts";

export interface SheetFigures {
  readonly ms: number;
  readonly rows: number;
  /** What the result of one reading needs. */
  readonly liveBytes: number;
  /** The largest memory of the process. */
  readonly peakBytes: number;
  /** The largest memory after six readings, compared with that after three. */
  readonly growth: number;
}

const COLUMNS = 21;
const TAB = "Form Responses 1";

/** Measures how long it takes to read a large tab from the simulator of Google Sheets, and the same answer with a plain `fetch`. */
export async function benchSheets(
  rows: number,
): Promise<{ readonly acct: SheetFigures; readonly plain: SheetFigures }> {
  const sheets = await startSheets();
  try {
    const account = sheets.account("acct");
    const headings = Array.from({ length: COLUMNS }, (_, column) =>
      column === 3 ? "Timestamp" : `Question ${column}`,
    );
    const made = sheets.create({
      shareWith: [account],
      tabs: { [TAB]: { headings, rowCount: rows + 1, isForm: true } },
    });
    const person = made.person(TAB);
    for (let row = 0; row < rows; row++)
      person.typeRow(
        row + 2,
        headings.map((heading, column) =>
          heading === "Timestamp"
            ? "11/26/2026 10:00:00"
            : column === 12
              ? String(1000 + (row % 9000))
              : `Answer ${row} to ${column}`,
        ),
      );
    const read = async (mode: string) => {
      const program = fileURLToPath(new URL("sheet-reader.process.ts", import.meta.url));
      const args = [program, mode, sheets.url, made.id, TAB, JSON.stringify(account.key())];
      const { stdout, stderr } = await run(process.execPath, args);
      if (stdout === "") throw new Error(stderr);
      return JSON.parse(stdout) as SheetFigures;
    };
    return { plain: await read("plain"), acct: await read("acct") };
  } finally {
    await sheets.stop();
  }
}
