#!/usr/bin/env node
import { Command } from "commander";
import { addAudit } from "./cli/add-audit.ts";
import { addImport } from "./cli/add-import.ts";
import { addKeys } from "./cli/add-keys.ts";
import { addLeaving } from "./cli/add-leaving.ts";
import { addLink } from "./cli/add-link.ts";
import { addReconcile } from "./cli/add-reconcile.ts";
import { addRequests } from "./cli/add-requests.ts";
import { addSetpass, TRY_AGAIN } from "./cli/add-setpass.ts";
import { ignoreClosedPipe } from "./cli/ignore-closed-pipe.ts";
import { ignoreSignals } from "./cli/ignore-signals.ts";
import { logUncaughtErrors } from "./cli/log-uncaught-errors.ts";
import { parseRequestId } from "./cli/parse-request-id.ts";
import { print, printFindings } from "./cli/print.ts";
import { stopOnSignal } from "./cli/stop-on-signal.ts";
import { trustSystemStore } from "./cli/trust-system-store.ts";
import { version } from "./cli/version.ts";
import { withDatabaseOf, withTools } from "./cli/with-database.ts";
import { showPlan } from "./commands/plan.ts";
import { loadConfig, loadDatabaseConfig } from "./config/config.ts";
import { settingsJsonSchema } from "./config/settings.ts";
import { migrateDatabase } from "./db/migrate.ts";
import { describeForOperator } from "./failure/describe-failure.ts";
import { openLog } from "./log.ts";

ignoreClosedPipe();
// Every command has secrets in its memory, and by default this signal opens a debugger that anybody here may read them with.
process.on("SIGUSR1", () => undefined);

const program = new Command("acct")
  .version(version)
  .description("Takes an account request from the form to the first login")
  .configureHelp({ showGlobalOptions: true })
  .hook("preAction", () => trustSystemStore());

program
  .command("start")
  .description("run one process; any number of them may share one database")
  .action(async () => {
    const config = loadConfig();
    const log = openLog(config.logLevel);
    logUncaughtErrors(log);
    ignoreSignals(log);
    // Imported here, so that the other commands need not load Slack and the web server.
    const { startApp } = await import("./app.ts");
    stopOnSignal(await startApp(config, log), log);
  });

addSetpass(program);

program
  .command("migrate")
  .description("bring the database up to this release")
  .action(() =>
    withDatabaseOf(
      loadDatabaseConfig(),
      async ({ db }) => {
        const applied = await migrateDatabase(db);
        print(
          applied === 0
            ? "The database is up to date."
            : `Applied ${applied} ${applied === 1 ? "migration" : "migrations"}.`,
        );
      },
      { limits: false },
    ),
  );

addImport(program);

program
  .command("doctor")
  .description("try everything that acct depends on, for real, and say what to do")
  .option(...TRY_AGAIN)
  .action(async ({ tryAgain = false }: { tryAgain?: boolean }) => {
    const { examine } = await import("./commands/doctor.ts");
    await printFindings(examine(loadConfig(), tryAgain));
  });

program
  .command("plan")
  .description("what a request would make if it were approved now; looks everywhere, writes nothing")
  .argument("<id>", "the request's number", parseRequestId)
  .action((id: number) =>
    withTools(async (deps) => {
      for (const line of await showPlan(deps.db, id, deps)) print(line);
    }),
  );

addReconcile(program);
addLeaving(program);
addLink(program);
addRequests(program);
addAudit(program);
addKeys(program);

program
  .command("schema")
  .description("print the JSON schema of acct.yml, for editors")
  .action(() => print(settingsJsonSchema()));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${withCauses(error)}\n`);
  process.exit(process.exitCode ?? 1);
}

function withCauses(error: unknown): string {
  const sentence = describeForOperator(error);
  // What is cut out of the message, as the cause of a failed query is not, stands in it already.
  if (!(error instanceof Error) || !error.cause || !sentence.startsWith(error.message)) return sentence;
  return `${sentence}\n  because: ${withCauses(error.cause)}`;
}
