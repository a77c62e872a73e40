import type { Command } from "commander";
import { forgetKeys, showKeys } from "../commands/keys.ts";
import { loadKeysConfig } from "../config/config.ts";
import { print } from "./print.ts";
import { withDatabaseOf } from "./with-database.ts";

/** `acct keys …` */
export function addKeys(program: Command): void {
  const keys = program
    .command("keys")
    .description("the secret keys of this database, and what still needs them; for `acct setpass`, too")
    .action(() => {
      const config = loadKeysConfig();
      return withDatabaseOf(config, async ({ db, now }) => {
        const { ok, lines } = await showKeys(db, config.secretKey, now());
        print(lines.join("\n"));
        if (!ok) process.exitCode = 1;
      });
    });
  keys
    .command("forget-old")
    .description(
      "do without every key but ACCT_SECRET_KEY: what another one made ends, and new links are mailed",
    )
    .option("--yes", "do it; without this it only says what is lost")
    .action(({ yes = false }: { yes?: boolean }) => {
      const config = loadKeysConfig();
      return withDatabaseOf(config, async ({ db, now }) => {
        if (yes) for await (const line of forgetKeys(db, config.secretKey, now())) print(line);
        else {
          print((await showKeys(db, config.secretKey, now())).lines.join("\n"));
          print("Nothing was done. To end whatever needs another key than ACCT_SECRET_KEY, add --yes.");
          process.exitCode = 1;
        }
      });
    });
}
