import { fileURLToPath } from "node:url";
import { openDatabase } from "../../src/db/client.ts";
import type { Postgres } from "../local-stack/postgres.ts";
import { run } from "../local-stack/run.ts";
import { startSheets } from "../local-stack/sheets/start-sheets.ts";

export interface IntakeFigures {
  readonly ms: number;
  /** The processor time of the process, without PostgreSQL. */
  readonly cpuMs: number;
  readonly peakBytes: number;
  /** The largest memory at the end, compared with that after two readings. */
  readonly growth: number;
}

const HEADINGS = [
  "Approved",
  "Helpdesk Notified",
  "Reminder Sent",
  "Timestamp",
  "Email Address",
  "First name",
  "Last name",
  "Do you have an account here?",
  "Organization",
  "Role",
  "Phone",
  "MOC contact",
  "PIN",
  "Comment",
  "Project exists?",
  "Project name",
  "Project description",
  "Add users",
  "Join project",
  "Contact name",
  "Contact email",
];
const TAB = "Form Responses 1";

/** Measures how long it takes until each new row of a sheet is a request, and how long it takes only to hash as many PINs. */
export async function benchSheetIntake(
  postgres: Pick<Postgres, "createDatabase">,
  template: string,
  rows: number,
): Promise<{ readonly acct: IntakeFigures; readonly hashes: IntakeFigures; readonly requests: number }> {
  const sheets = await startSheets();
  const url = await postgres.createDatabase("bench_intake", template);
  const { db, close } = openDatabase({ url }, () => undefined);
  try {
    sheets.quota = 1_000_000;
    const account = sheets.account("acct");
    const made = sheets.create({
      shareWith: [account],
      tabs: { [TAB]: { headings: HEADINGS, rowCount: rows + 1, isForm: true } },
    });
    const person = made.person(TAB);
    const today = new Date().toLocaleDateString("en-US");
    const fill = (row: number): Record<string, string> => ({
      Timestamp: `${today} 00:00:01`,
      "Email Address": `person${row}@example.org`,
      "First name": `Person${row}`,
      "Last name": "Ypsilon",
      "Do you have an account here?": "No",
      PIN: String(1000 + (row % 9000)),
      "Join project": "astro",
      "Contact email": "hopper@example.org",
    });
    for (let row = 0; row < rows; row++) {
      const answers = fill(row);
      person.typeRow(
        row + 2,
        HEADINGS.map((heading) => answers[heading] ?? ""),
      );
    }
    const measure = async (mode: string) => {
      const program = fileURLToPath(new URL("sheet-intake.process.ts", import.meta.url));
      const args = [
        program,
        mode,
        url,
        sheets.url,
        made.id,
        TAB,
        JSON.stringify(account.key()),
        String(rows),
      ];
      const { stdout, stderr } = await run(process.execPath, args);
      if (stdout === "") throw new Error(stderr);
      return JSON.parse(stdout) as IntakeFigures;
    };
    const hashes = await measure("hash");
    const acct = await measure("acct");
    const { rows: counted } = await db.$client.query("select count(*)::int as count from requests");
    return { acct, hashes, requests: (counted[0] as { count: number }).count };
  } finally {
    await Promise.all([sheets.stop(), close()]);
  }
}
