import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { convertSetpassConf } from "../commands/convert-setpass-conf.ts";
import { importSetpass } from "../commands/import-setpass.ts";
import { loadSetpassConfig } from "../config/setpass-config.ts";
import { openLog } from "../log.ts";
import { useKeys } from "../pipeline/secrets/use-keys.ts";
import { ignoreSignals } from "./ignore-signals.ts";
import { logUncaughtErrors } from "./log-uncaught-errors.ts";
import { print, printFindings } from "./print.ts";
import { runUntilSignal } from "./run-until-signal.ts";
import { TRY_AGAIN } from "./try-again.ts";
import { withDatabaseAt } from "./with-database.ts";

/** Adds `acct setpass` and its subcommands. */
export function addSetpass(program: Command): void {
  const setpass = program
    .command("setpass")
    .description("run only the password service, for links that programs create with PUT /token/<user_id>")
    .action(async () => {
      const config = loadSetpassConfig();
      const log = openLog(config.logLevel);
      logUncaughtErrors(log);
      ignoreSignals(log);
      const start = async () => (await import("../setpass/setpass-app.ts")).startSetpass(config, log);
      await runUntilSignal(start, log);
    });
  setpass
    .command("doctor")
    .description("check every dependency of the password service and suggest fixes")
    .option(...TRY_AGAIN)
    .action(async ({ tryAgain = false }: { tryAgain?: boolean }) => {
      const { examineSetpass } = await import("../commands/doctor.ts");
      await printFindings(examineSetpass(loadSetpassConfig(), tryAgain));
    });
  setpass
    .command("config")
    .description("convert setpass.conf files to acct.yml and environment variables; later files win")
    .argument("<setpass.conf...>")
    .action((files: string[]) => print(convertSetpassConf(files.map((file) => readFileSync(file, "utf8")))));
  setpass
    .command("import")
    .description("import the links of a setpass database, so that links already emailed keep working")
    .argument(
      "<database-url>",
      "as in setpass.conf: sqlite:////var/lib/setpass.db, mysql://user:password@host/setpass",
    )
    .action(async (url: string) => {
      const config = loadSetpassConfig();
      await withDatabaseAt(config, async ({ db, now }) => {
        const deps = {
          db,
          secretKey: await useKeys(db, config.secretKey, now()),
          tokenExpirationMs: config.setpass.tokenExpiration,
        };
        const { taken, expired, known, problems } = await importSetpass(url, { ...deps, now });
        for (const problem of problems) print(problem);
        print(
          `${taken} links imported, ${expired} expired links imported without secrets, ${known} already imported, ${problems.length} rejected`,
        );
        if (problems.length > 0) process.exitCode = 1;
      });
    });
}
