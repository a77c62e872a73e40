import type { Command } from "commander";
import { describeReading } from "../commands/describe-reading.ts";
import { Failure } from "../failure/failure.ts";
import { print } from "./print.ts";
import { withDatabase } from "./with-database.ts";

/** `acct sheet read`: what acct finds in the sheets. */
export function addSheetRead(commands: Command): void {
  commands
    .command("read")
    .description("read the sheets, and show the layout and what acct would do with each row it doesn't know")
    .option("--dry-run", "only look; required, because acct itself reads the sheets every minute")
    .action(async ({ dryRun = false }: { readonly dryRun?: boolean }) => {
      if (!dryRun)
        throw new Failure(
          "acct start reads the sheets every minute. To see what it would do with the rows: acct sheet read --dry-run",
        );
      const { openSheets } = await import("../app/open-sheets.ts");
      await withDatabase(async ({ db, now }, config) => {
        const setups = openSheets(config, now);
        if (setups.length === 0)
          throw new Failure(
            "No sheet is configured. Set sheets in acct.yml; docs/google-sheets.md says how.",
          );
        for (const setup of setups) for (const line of await describeReading(setup, { db, now })) print(line);
      });
    });
}
