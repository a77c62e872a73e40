import type { Command } from "commander";
import { addSheetBackups } from "./add-sheet-backups.ts";
import { addSheetRead } from "./add-sheet-read.ts";

/** `acct sheet …` */
export function addSheet(program: Command): void {
  const commands = program
    .command("sheet")
    .description("look at the sheets whose rows become requests, and back up finished rows");
  addSheetRead(commands);
  addSheetBackups(commands);
}
