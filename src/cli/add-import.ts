import type { Command } from "commander";
import { type ImportResult, importRequests } from "../commands/import-requests.ts";
import { reportProgress } from "../commands/progress.ts";
import type { Config } from "../config/config.ts";
import { guardLogins } from "../credentials/guard-logins.ts";
import type { Db } from "../db/client.ts";
import { Failure } from "../failure/failure.ts";
import { ACCESS_TITLES, type AccessColumn, OPTIONAL_COLUMNS } from "../intake/access-sheet.ts";
import { csvIntake } from "../intake/csv-intake.ts";
import { openLog } from "../log.ts";
import { requireKeys, useKeys } from "../pipeline/secrets/use-keys.ts";
import { buildWorkflows } from "../pipeline/workflows.ts";
import { alignColumns, cutTo } from "./align-columns.ts";
import { print } from "./print.ts";
import { withDatabase } from "./with-database.ts";

const LAYOUT = `
The encoding of the file and the separator of its cells are detected. Its first row has these titles, in any order:

${Object.entries(ACCESS_TITLES)
  .map(
    ([column, [title]]) => `  ${title}${OPTIONAL_COLUMNS.has(column as AccessColumn) ? " (optional)" : ""}`,
  )
  .join("\n")}

Other columns are ignored. docs/csv.md describes each column.`;

interface Options {
  readonly dryRun?: boolean;
  readonly trusted?: boolean;
}

/** `acct import` */
export function addImport(program: Command): void {
  program
    .command("import")
    .description("create a request for each row of a CSV file")
    .argument("<file>", "the sheet, exported as CSV")
    .option(
      "--trusted",
      "trust the addresses in the file, so that no one has to confirm theirs (like csv.trusted in acct.yml)",
    )
    .option("--dry-run", "read the file and show what would be created, but create nothing")
    .addHelpText("after", LAYOUT)
    .action(async (file: string, { dryRun = false, trusted = false }: Options) => {
      await withDatabase(async ({ db, now }, config) => {
        const intake = csvIntake(file, config.csv.dateOrder);
        const items = await intake.poll();
        const namespace = await openNamespace(config, { db, now });
        const secretKey = await (dryRun ? requireKeys : useKeys)(db, config.secretKey, now());
        const importing = {
          db,
          workflows: buildWorkflows(config.approvals),
          secretKey,
          now,
          namespace,
          rules: config,
          trusted: trusted || config.csv.trusted,
          dryRun,
        };
        const progress = reportProgress(process.stderr, items.length);
        const done: ImportResult[] = [];
        for await (const imported of importRequests(items, intake, importing)) {
          done.push(imported);
          progress.clear();
          if (imported.sentence !== "") print(`row ${imported.source.row}: ${imported.sentence}`);
          progress.step();
        }
        progress.clear();
        for (const line of summarize(done, items.length, dryRun)) print(line);
        if (done.length !== items.length)
          throw new Failure(`Only ${done.length} of the ${items.length} rows of ${file} were read.`);
        if (done.some(({ kind }) => kind === "rejected")) process.exitCode = 1;
      });
    });
}

/** Opens only the system in which people may have accounts already. It is loaded only where there is one. */
async function openNamespace(
  { ldap: settings, secretKey }: Config,
  { db, now }: { db: Db; now: () => Date },
) {
  if (!settings) return undefined;
  const { ldap } = await import("../provisioners/ldap/ldap.ts");
  return ldap(
    settings,
    guardLogins({ db, secretKey: secretKey.current.secret, now, log: openLog("silent") }),
  );
}

/** Lists errors and warnings in one table, followed by the counts: of the file's rows, of those that were handled, and of each result. */
function summarize(done: readonly ImportResult[], inFile: number, dryRun: boolean): string[] {
  const count = (wanted: ImportResult["kind"]) => done.filter(({ kind }) => kind === wanted).length;
  const table = done.flatMap(({ source, name, address, kind, remarks }) =>
    remarks.map(({ column, sentence }) => [
      String(source.row),
      cutTo(30, name),
      cutTo(40, address),
      kind === "rejected" ? "rejected" : "warning",
      `${column} ${sentence}`.trim(),
    ]),
  );
  const problems =
    table.length === 0
      ? []
      : ["", ...alignColumns([["ROW", "NAME", "ADDRESS", "RESULT", "WHY"], ...table]), ""];
  const created = dryRun ? "would be created" : "created";
  const updated =
    count("updated") === 0 ? "" : `, ${count("updated")} ${dryRun ? "would be updated" : "updated"}`;
  return [
    ...problems,
    `${inFile} ${inFile === 1 ? "row" : "rows"} in the file, ${done.length} handled: ${count("created")} ${created}${updated}, ${count("known")} ${count("known") === 1 ? "duplicate" : "duplicates"}, ${count("rejected")} rejected`,
  ];
}
