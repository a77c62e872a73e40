import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Site } from "../../dev/local-stack/site.ts";
import { type CsvRow, csvRow, csvTitles } from "../csv-row.ts";

/** Imports rows of the access sheet. Each row gives only the cells that matter, by field name. */
export async function importRows(site: Site, rows: readonly CsvRow[], ...options: string[]) {
  const file = join(dirname(site.env.ACCT_CONFIG ?? ""), "rows.csv");
  await writeFile(file, [csvTitles, ...rows.map((row) => csvRow(row))].join("\n"));
  return site.run("import", file, ...options);
}
