#!/usr/bin/env node
import { Command } from "commander";
import { type Config, loadConfig } from "./config.ts";
import { type Database, openDatabase } from "./db/client.ts";
import { migrateDatabase } from "./db/migrate.ts";
import { importCsv } from "./import-csv.ts";
import { openLog } from "./log.ts";
import { journeysFor } from "./pipeline/journeys.ts";
import { settingsJsonSchema } from "./settings.ts";

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const program = new Command("acct")
  .description("Takes an account request from the form to the first login")
  .configureHelp({ showGlobalOptions: true });

program
  .command("start")
  .description("run one process; any number of them may share one database")
  .action(async () => {
    const config = loadConfig();
    const log = openLog(config.logLevel);
    // Imported here, so that the other commands need not load Slack and the web server.
    const { startApp } = await import("./app.ts");
    const app = await startApp(config, log);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        log.info({ signal }, "stopping");
        app.stop().catch((error: unknown) => {
          log.error({ err: error }, "did not stop in order");
          process.exitCode = 1;
        });
      });
    }
  });

program
  .command("migrate")
  .description("bring the database up to this release")
  .action(() =>
    withDatabase(async ({ db }) => {
      const applied = await migrateDatabase(db);
      print(applied === 0 ? "The database is up to date." : `Applied ${applied} migrations.`);
    }),
  );

program
  .command("import")
  .description("open a request for each row of a CSV file in the 21-column layout")
  .argument("<file>")
  .action((file: string) =>
    withDatabase(async ({ db }, { approvals, secretKey }) => {
      const importing = { db, journeys: journeysFor(approvals), secretKey, now: () => new Date() };
      const counts = { opened: 0, known: 0, faulty: 0 };
      for await (const { line, kind, sentence } of importCsv(file, importing)) {
        counts[kind]++;
        print(`line ${line}: ${sentence}`);
      }
      print(`${counts.opened} opened, ${counts.known} there already, ${counts.faulty} not taken`);
      if (counts.faulty > 0) process.exitCode = 1;
    }),
  );

program
  .command("schema")
  .description("print the JSON schema of acct.yml, for editors")
  .action(() => print(settingsJsonSchema()));

async function withDatabase(work: (database: Database, config: Config) => Promise<void>): Promise<void> {
  const config = loadConfig();
  const database = openDatabase(config.database, () => undefined);
  try {
    await work(database, config);
  } finally {
    await database.close();
  }
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
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
