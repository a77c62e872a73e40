import type { Command } from "commander";
import { compareAddresses } from "../commands/compare-addresses.ts";
import { reconcile } from "../commands/reconcile.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

/** The exit codes follow diff(1), so that a cron job can tell drift from a failure. */
const EXIT = { same: 0, drift: 1, failed: 2 } as const;

interface Options {
  readonly fix?: boolean;
  readonly addresses?: boolean;
  readonly verbose?: boolean;
}

/** `acct reconcile` */
export function addReconcile(program: Command): void {
  program
    .command("reconcile")
    .description(
      "compare the registry with every system; exits 0 if they match, 1 if there is drift, 2 if a system could not be compared",
    )
    .option("--fix", "create what is missing")
    .option(
      "--addresses",
      "also compare people's addresses with those that Slack has verified and those in the campus directory",
    )
    .option("--verbose", "report success even without a terminal")
    // An unknown option is a failure, not drift.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT.failed))
    .action(async ({ fix = false, addresses = false, verbose = process.stdout.isTTY }: Options) => {
      // Anything thrown from here on is a failure: a configuration problem, a database that doesn't answer.
      process.exitCode = EXIT.failed;
      await withTools(async ({ db, now, provisioners, chat, directory }) => {
        const counts = { open: 0, failed: 0 };
        const drift = async function* () {
          yield* reconcile({ db, now, provisioners, fix });
          if (addresses) yield* compareAddresses({ db, chat, directory });
        };
        for await (const { of, system, what, outcome } of drift()) {
          if (outcome === "failed") {
            counts.failed++;
            process.stderr.write(`${of}: ${system}: ${what}\n`);
            continue;
          }
          if (outcome !== "fixed") counts.open++;
          print(`${of}: ${system}: ${what}${outcome ? ` (${outcome})` : ""}`);
        }
        if (counts.open > 0)
          print(`${counts.open} ${counts.open === 1 ? "difference needs" : "differences need"} attention.`);
        else if (counts.failed === 0 && verbose) print("No drift: all systems match the registry.");
        process.exitCode = counts.failed > 0 ? EXIT.failed : counts.open > 0 ? EXIT.drift : EXIT.same;
      });
    });
}
