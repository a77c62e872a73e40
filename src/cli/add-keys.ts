import type { Command } from "commander";
import { forgetKeys, showKeys } from "../commands/keys.ts";
import { loadKeysConfig } from "../config/load-keys-config.ts";
import { print } from "./print.ts";
import { withDatabaseAt } from "./with-database.ts";

/** `acct keys …` */
export function addKeys(program: Command): void {
  const keys = program
    .command("keys")
    .description("list the secret keys of this database and what still needs them (also for `acct setpass`)")
    .action(() => {
      const config = loadKeysConfig();
      return withDatabaseAt(config, async ({ db, now }) => {
        const { ok, lines } = await showKeys(db, config.secretKey, now());
        print(lines.join("\n"));
        if (!ok) process.exitCode = 1;
      });
    });
  keys
    .command("forget-old")
    .description(
      "drop every key except ACCT_SECRET_KEY: everything made with another key becomes invalid, and new links are emailed",
    )
    .option("--yes", "do it; without this option the command only shows what would be lost")
    .action(({ yes = false }: { yes?: boolean }) => {
      const config = loadKeysConfig();
      return withDatabaseAt(config, async ({ db, now }) => {
        if (yes) for await (const line of forgetKeys(db, config.secretKey, now())) print(line);
        else {
          print((await showKeys(db, config.secretKey, now())).lines.join("\n"));
          print(
            "Nothing changed. To invalidate everything that needs a key other than ACCT_SECRET_KEY, add --yes.",
          );
          process.exitCode = 1;
        }
      });
    });
}
