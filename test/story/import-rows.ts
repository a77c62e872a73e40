import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Site } from "../../dev/local-stack/site.ts";
import { csvRow, csvTitles } from "../csv-row.ts";

/** Imports rows of the access sheet. Each gives only the cells that matter, by their position. */
export async function importRows(
  site: Site,
  rows: readonly Readonly<Record<number, string>>[],
  ...options: string[]
) {
  const file = join(dirname(site.env.ACCT_CONFIG ?? ""), "rows.csv");
  await writeFile(file, [csvTitles, ...rows.map(csvRow)].join("\n"));
  return site.run("import", file, ...options);
}
