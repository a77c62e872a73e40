import type { Command } from "commander";
import { eventAsJson, exportAudit, historyTable, readHistory, verifyAudit } from "../commands/audit.ts";
import { AS_JSON } from "./add-requests.ts";
import { numberOf } from "./number-of.ts";
import { print } from "./print.ts";
import { timeIn } from "./time-in.ts";
import { withDatabase } from "./with-database.ts";

/** The trail of a big site takes longer to read than any statement of the engine. */
const UNLIMITED = { limits: false };

/** `acct audit …` */
export function addAudit(program: Command): void {
  const audit = program.command("audit").description("who did what, and whether that is still what it says");
  audit
    .command("verify")
    .description("find any event that was changed, removed or put in")
    .action(() =>
      withDatabase(async ({ db }) => {
        const { sound, lines } = await verifyAudit(db);
        print(lines.join("\n"));
        if (!sound) process.exitCode = 1;
      }, UNLIMITED),
    );
  audit
    .command("show")
    .description("every event of a request, with who did it")
    .argument("<id>", "its number", numberOf)
    .option(...AS_JSON)
    .action((id: number, { json = false }: { json?: boolean }) =>
      withDatabase(async ({ db }, { site }) => {
        const history = await readHistory(db, id);
        const lines = json ? history.map(eventAsJson) : historyTable(history, timeIn(site.timeZone));
        for (const line of lines) print(line);
      }),
    );
  audit
    .command("export")
    .description("every event as a line of JSON")
    .action(() =>
      withDatabase(async ({ db }) => {
        for await (const line of exportAudit(db)) print(line);
      }, UNLIMITED),
    );
}
