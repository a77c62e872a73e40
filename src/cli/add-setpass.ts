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
import { stopOnSignal } from "./stop-on-signal.ts";
import { withDatabaseOf } from "./with-database.ts";

/** An option of both doctors. */
export const TRY_AGAIN = [
  "--try-again",
  "try logins that are held back because they were refused: you have set them right elsewhere",
] as const;

/** `acct setpass` and what belongs to it. */
export function addSetpass(program: Command): void {
  const setpass = program
    .command("setpass")
    .description("run the password service alone; for links that programs set up by PUT /token/<user_id>")
    .action(async () => {
      const config = loadSetpassConfig();
      const log = openLog(config.logLevel);
      logUncaughtErrors(log);
      ignoreSignals(log);
      const { startSetpass } = await import("../setpass-app.ts");
      stopOnSignal(await startSetpass(config, log), log);
    });
  setpass
    .command("doctor")
    .description("try everything that the service depends on, for real, and say what to do")
    .option(...TRY_AGAIN)
    .action(async ({ tryAgain = false }: { tryAgain?: boolean }) => {
      const { examineSetpass } = await import("../commands/doctor.ts");
      await printFindings(examineSetpass(loadSetpassConfig(), tryAgain));
    });
  setpass
    .command("config")
    .description(
      "print the acct.yml, and the variables, that say what these setpass.conf say; later ones win",
    )
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
      await withDatabaseOf(config, async ({ db, now }) => {
        const settingUp = {
          db,
          secretKey: await useKeys(db, config.secretKey, now()),
          tokenExpirationMs: config.setpass.tokenExpiration,
        };
        const { taken, expired, known, faults } = await importSetpass(url, { ...settingUp, now });
        for (const fault of faults) print(fault);
        print(
          `${taken} links taken over, ${expired} expired ones without their secrets, ${known} here already, ${faults.length} not taken`,
        );
        if (faults.length > 0) process.exitCode = 1;
      });
    });
}
