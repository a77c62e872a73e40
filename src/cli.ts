#!/usr/bin/env node
import { Command } from "commander";
import { addAudit } from "./cli/add-audit.ts";
import { addLeaving } from "./cli/add-leaving.ts";
import { addReconcile } from "./cli/add-reconcile.ts";
import { addRequests } from "./cli/add-requests.ts";
import { addSetpass } from "./cli/add-setpass.ts";
import { logLastWords } from "./cli/log-last-words.ts";
import { numberOf } from "./cli/number-of.ts";
import { print, printFindings } from "./cli/print.ts";
import { stopOnSignal } from "./cli/stop-on-signal.ts";
import { withDatabase, withDatabaseOf, withTools } from "./cli/with-database.ts";
import { countRows, importCsv } from "./commands/import-csv.ts";
import { showPlan } from "./commands/plan.ts";
import { progressOn } from "./commands/progress.ts";
import { loadConfig, loadDatabaseConfig } from "./config.ts";
import { migrateDatabase } from "./db/migrate.ts";
import { openLog } from "./log.ts";
import { journeysFor } from "./pipeline/journeys.ts";
import { settingsJsonSchema } from "./settings.ts";

const program = new Command("acct")
  .description("Takes an account request from the form to the first login")
  .configureHelp({ showGlobalOptions: true });

program
  .command("start")
  .description("run one process; any number of them may share one database")
  .action(async () => {
    const config = loadConfig();
    const log = openLog(config.logLevel);
    logLastWords(log);
    // Imported here, so that the other commands need not load Slack and the web server.
    const { startApp } = await import("./app.ts");
    stopOnSignal(await startApp(config, log), log);
  });

addSetpass(program);

program
  .command("migrate")
  .description("bring the database up to this release")
  .action(() =>
    withDatabaseOf(loadDatabaseConfig(), async ({ db }) => {
      const applied = await migrateDatabase(db);
      print(applied === 0 ? "The database is up to date." : `Applied ${applied} migrations.`);
    }),
  );

program
  .command("import")
  .description("open a request for each row of a CSV file in the 21-column layout")
  .argument("<file>")
  .option("--dry-run", "read everything, open nothing")
  .action((file: string, { dryRun = false }: { dryRun?: boolean }) =>
    withDatabase(async ({ db }, { approvals, secretKey }) => {
      const importing = { db, journeys: journeysFor(approvals), secretKey, now: () => new Date(), dryRun };
      const progress = progressOn(process.stderr, await countRows(file));
      const counts = { opened: 0, known: 0, faulty: 0 };
      for await (const { line, kind, sentence } of importCsv(file, importing)) {
        counts[kind]++;
        progress.clear();
        print(`line ${line}: ${sentence}`);
        progress.step();
      }
      progress.clear();
      const opened = dryRun ? "would be opened" : "opened";
      print(`${counts.opened} ${opened}, ${counts.known} there already, ${counts.faulty} not taken`);
      if (counts.faulty > 0) process.exitCode = 1;
    }),
  );

program
  .command("doctor")
  .description("try everything that acct depends on, for real, and say what to do")
  .action(async () => {
    const { examine } = await import("./commands/doctor.ts");
    await printFindings(examine(loadConfig()));
  });

program
  .command("plan")
  .description("what a request would make if it were approved now; looks everywhere, writes nothing")
  .argument("<id>", "the request's number", numberOf)
  .action((id: number) =>
    withTools(async (tools) => {
      for (const line of await showPlan(tools.db, id, tools)) print(line);
    }),
  );

addReconcile(program);
addLeaving(program);
addRequests(program);
addAudit(program);

program
  .command("schema")
  .description("print the JSON schema of acct.yml, for editors")
  .action(() => print(settingsJsonSchema()));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(process.exitCode ?? 1);
}

/** The error in words for an operator. A refused connection to localhost is an AggregateError without any. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sentenceOf).join("; ");
  if (!(error instanceof Error)) return String(error);
  const { message, cause, name } = error;
  if (name === "DrizzleQueryError" || message.startsWith("Failed query:")) {
    return `The database (DATABASE_URL) failed: ${sentenceOf(cause)}`;
  }
  return cause ? `${message}\n  because: ${sentenceOf(cause)}` : message;
}
