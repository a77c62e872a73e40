#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { exportAudit, showAudit, verifyAudit } from "./commands/audit.ts";
import { convertSetpassConf } from "./commands/convert-setpass-conf.ts";
import type { Finding } from "./commands/doctor.ts";
import { countRows, importCsv } from "./commands/import-csv.ts";
import { importSetpass } from "./commands/import-setpass.ts";
import { showPlan } from "./commands/plan.ts";
import { progressOn } from "./commands/progress.ts";
import { reconcile } from "./commands/reconcile.ts";
import { eraseAccount, removeAccount } from "./commands/remove-account.ts";
import { listRequests, retryFromHere, showRequest } from "./commands/requests.ts";
import { type Config, loadConfig, loadDatabaseConfig } from "./config.ts";
import { type Database, openDatabase } from "./db/client.ts";
import { migrateDatabase } from "./db/migrate.ts";
import { type Log, openLog } from "./log.ts";
import { journeysFor } from "./pipeline/journeys.ts";
import type { Tools } from "./pipeline/tools.ts";
import { loadSetpassConfig } from "./setpass-config.ts";
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
    stopOnSignal(await startApp(config, log), log);
  });

const setpass = program
  .command("setpass")
  .description("run the password service alone; for links that programs set up by PUT /token/<user_id>")
  .action(async () => {
    const config = loadSetpassConfig();
    const log = openLog(config.logLevel);
    const { startSetpass } = await import("./setpass-app.ts");
    stopOnSignal(await startSetpass(config, log), log);
  });
setpass
  .command("doctor")
  .description("try everything that the service depends on, for real, and say what to do")
  .action(async () => {
    const { examineSetpass } = await import("./commands/doctor.ts");
    await printFindings(examineSetpass(loadSetpassConfig()));
  });
setpass
  .command("config")
  .description("print the acct.yml, and the variables, that say what these setpass.conf say; later ones win")
  .argument("<setpass.conf...>")
  .action((files: string[]) => print(convertSetpassConf(files.map((file) => readFileSync(file, "utf8")))));
setpass
  .command("import")
  .description("take over the links of a setpass database, so that those in people's mails go on working")
  .argument(
    "<database-url>",
    "as in setpass.conf: sqlite:////var/lib/setpass.db, mysql://user:password@host/setpass",
  )
  .action(async (url: string) => {
    const config = loadSetpassConfig();
    await withDatabaseOf(config, async ({ db }) => {
      const settingUp = {
        db,
        secretKey: config.secretKey,
        tokenExpirationMs: config.setpass.tokenExpiration,
      };
      const { taken, expired, faults } = await importSetpass(url, { ...settingUp, now: () => new Date() });
      for (const fault of faults) print(fault);
      print(`${taken} links taken over, ${expired} expired and left, ${faults.length} not taken`);
      if (faults.length > 0) process.exitCode = 1;
    });
  });

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

program
  .command("reconcile")
  .description("compare the registry with every system; exit code 1 when anything is otherwise")
  .option("--fix", "make what is missing")
  .action(({ fix = false }: { fix?: boolean }) =>
    withTools(async ({ db, provisioners }) => {
      let open = 0;
      for await (const { of, system, what, mended } of reconcile({ db, provisioners, fix })) {
        if (!mended) open++;
        print(
          `${of}: ${system}: ${what}${mended === undefined ? "" : mended ? " (mended)" : " (not mended)"}`,
        );
      }
      print(open === 0 ? "The registry and every system say the same." : `${open} left to look at.`);
      if (open > 0) process.exitCode = 1;
    }),
  );

program
  .command("remove")
  .description("shut somebody out of every system; nothing of theirs is deleted")
  .argument("<username>")
  .option("--erase", "delete somebody who was removed before, once times.eraseAfter has passed")
  .action((username: string, { erase = false }: { erase?: boolean }) =>
    withTools(async (tools) => {
      const removing = { ...tools, journeys: journeysFor(tools.rules.approvals) };
      const done = erase ? eraseAccount(username, removing) : removeAccount(username, removing);
      for await (const line of done) print(line);
    }),
  );

const requests = program.command("requests").description("see to requests without the chat");
requests
  .command("list")
  .description(
    "open requests, oldest first; a filter as in /acct list: stuck, pi:hopper, older:3d, any words",
  )
  .argument("[filter...]")
  .action((filter: string[]) =>
    withDatabase(async ({ db }) => print((await listRequests(db, filter.join(" "), new Date())).join("\n"))),
  );
requests
  .command("show")
  .description("a request and its history")
  .argument("<id>", "its number", numberOf)
  .action((id: number) => withDatabase(async ({ db }) => print((await showRequest(db, id)).join("\n"))));
requests
  .command("retry")
  .description("go on with a stuck request from the stage that failed")
  .argument("<id>", "its number", numberOf)
  .action((id: number) =>
    withDatabase(async ({ db }, { approvals }) => {
      const retrying = { db, journeys: journeysFor(approvals), now: () => new Date() };
      print(await retryFromHere(id, retrying));
    }),
  );

const audit = program.command("audit").description("who did what, and whether that is still what it says");
audit
  .command("verify")
  .description("find any event that was changed, removed or put in")
  .action(() =>
    withDatabase(async ({ db }) => {
      const { sound, lines } = await verifyAudit(db);
      print(lines.join("\n"));
      if (!sound) process.exitCode = 1;
    }),
  );
audit
  .command("show")
  .description("every event of a request, with who did it and its detail")
  .argument("<id>", "its number", numberOf)
  .action((id: number) =>
    withDatabase(async ({ db }) => {
      for (const line of await showAudit(db, id)) print(line);
    }),
  );
audit
  .command("export")
  .description("every event as a line of JSON")
  .action(() =>
    withDatabase(async ({ db }) => {
      for await (const line of exportAudit(db)) print(line);
    }),
  );

program
  .command("schema")
  .description("print the JSON schema of acct.yml, for editors")
  .action(() => print(settingsJsonSchema()));

function numberOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is not the number of a request.`);
}

async function printFindings(findings: AsyncIterable<Finding>): Promise<void> {
  for await (const { what, ok, sentence } of findings) {
    print(`${ok ? "ok  " : "FAIL"}  ${what}: ${sentence}`);
    if (!ok) process.exitCode = 1;
  }
}

function stopOnSignal(app: { stop(): Promise<void> }, log: Log): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      log.info({ signal }, "stopping");
      app.stop().catch((error: unknown) => {
        log.error({ err: error }, "did not stop in order");
        process.exitCode = 1;
      });
    });
  }
}

/** For commands that look into the systems; Slack and the systems are loaded only for them. */
async function withTools(work: (tools: Tools) => Promise<void>): Promise<void> {
  const { openTools } = await import("./open-tools.ts");
  await withDatabase(async ({ db }, config) => work(openTools(config, db, openLog("silent")).tools));
}

async function withDatabase(work: (database: Database, config: Config) => Promise<void>): Promise<void> {
  const config = loadConfig();
  await withDatabaseOf(config, (database) => work(database, config));
}

async function withDatabaseOf(
  config: Pick<Config, "database">,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const database = openDatabase(config.database, () => undefined);
  try {
    await work(database);
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
