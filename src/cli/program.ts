import { Command } from "commander";
import { showPlan } from "../commands/plan.ts";
import { loadConfig } from "../config/config.ts";
import { loadMigrationConfig } from "../config/load-migration-config.ts";
import { settingsJsonSchema } from "../config/settings.ts";
import { grantRights } from "../db/grant-rights.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { withCauses } from "../failure/with-causes.ts";
import { openLog } from "../log.ts";
import { addGroups } from "./command-groups.ts";
import { ignoreClosedPipe } from "./ignore-closed-pipe.ts";
import { ignoreSignals } from "./ignore-signals.ts";
import { logUncaughtErrors } from "./log-uncaught-errors.ts";
import { parseRequestId } from "./parse-request-id.ts";
import { print, printFindings } from "./print.ts";
import { runUntilSignal } from "./run-until-signal.ts";
import { trustSystemStore } from "./trust-system-store.ts";
import { TRY_AGAIN } from "./try-again.ts";
import { version } from "./version.ts";
import { withDatabaseAt, withTools } from "./with-database.ts";

ignoreClosedPipe();
// Every command holds secrets in memory, and by default this signal opens a debugger through which any local user could read them.
process.on("SIGUSR1", () => undefined);

const program = new Command("acct")
  .version(version)
  .description("Handles account requests from form to first login")
  .configureHelp({ showGlobalOptions: true })
  .hook("preAction", () => trustSystemStore());

program
  .command("start")
  .description("run one process; any number of processes can share a database")
  .action(async () => {
    const config = loadConfig();
    const log = openLog(config.logLevel);
    logUncaughtErrors(log);
    ignoreSignals(log);
    // This import is here so that the other commands don't load Slack and the web server.
    const start = async () => (await import("../app.ts")).startApp(config, log);
    await runUntilSignal(start, log);
  });

program
  .command("migrate")
  .description("upgrade the database to this release")
  .action(() => {
    const { role, ...config } = loadMigrationConfig();
    return withDatabaseAt(
      config,
      async ({ db }) => {
        const applied = await migrateDatabase(db);
        if (role !== undefined) await grantRights(db, role);
        print(
          applied === 0
            ? "The database is up to date."
            : `Applied ${applied} ${applied === 1 ? "migration" : "migrations"}.`,
        );
      },
      { limits: false },
    );
  });

program
  .command("doctor")
  .description("check every dependency and suggest fixes")
  .option(...TRY_AGAIN)
  .action(async ({ tryAgain = false }: { tryAgain?: boolean }) => {
    const { examine } = await import("../commands/doctor.ts");
    await printFindings(examine(loadConfig(), tryAgain));
  });

program
  .command("plan")
  .description("show what a request would create if it were approved now; read-only")
  .argument("<id>", "the request's number", parseRequestId)
  .action((id: number) =>
    withTools(async (deps) => {
      for (const line of await showPlan(deps.db, id, deps)) print(line);
    }),
  );

program
  .command("schema")
  .description("print the JSON schema of acct.yml, for editors")
  .action(() => print(settingsJsonSchema()));

const [, , name] = process.argv;
await addGroups(program, name);
// With --help, Commander would show the general help, as if the command existed.
const isKnown =
  name === undefined ||
  name.startsWith("-") ||
  name === "help" ||
  program.commands.some((one) => one.name() === name);
try {
  await (isKnown ? program.parseAsync() : program.parseAsync([name], { from: "user" }));
} catch (error) {
  process.stderr.write(`${withCauses(error)}\n`);
  process.exit(process.exitCode ?? 1);
}
