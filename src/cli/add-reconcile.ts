import type { Command } from "commander";
import { reconcile } from "../commands/reconcile.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

/** As diff(1) has it, so that a cron job can tell them apart. */
const EXIT = { same: 0, drift: 1, trouble: 2 } as const;

/** `acct reconcile` */
export function addReconcile(program: Command): void {
  program
    .command("reconcile")
    .description(
      "compare the registry with every system; exit code 0: the same, 1: something differs, 2: something could not be compared",
    )
    .option("--fix", "make what is missing")
    .option("--verbose", "say so when nothing differs, also where there is no terminal")
    // An option that does not exist is trouble, not drift.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT.trouble))
    .action(async ({ fix = false, verbose = process.stdout.isTTY }: { fix?: boolean; verbose?: boolean }) => {
      // For whatever is thrown from here on: a fault of the configuration, a database that does not answer.
      process.exitCode = EXIT.trouble;
      await withTools(async ({ db, provisioners }) => {
        const counts = { open: 0, failed: 0 };
        for await (const { of, system, what, outcome } of reconcile({ db, provisioners, fix })) {
          if (outcome === "failed") {
            counts.failed++;
            process.stderr.write(`${of}: ${system}: ${what}\n`);
            continue;
          }
          if (outcome !== "mended") counts.open++;
          print(`${of}: ${system}: ${what}${outcome ? ` (${outcome})` : ""}`);
        }
        if (counts.open > 0) print(`${counts.open} left to look at.`);
        else if (counts.failed === 0 && verbose) print("The registry and every system say the same.");
        process.exitCode = counts.failed > 0 ? EXIT.trouble : counts.open > 0 ? EXIT.drift : EXIT.same;
      });
    });
}
