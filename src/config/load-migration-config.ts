import { roleOf } from "../db/database-url.ts";
import { environmentSchema } from "./environment.ts";
import { ConfigError, readEnvironment, type Variables } from "./read-config.ts";

/** The database as its owner and as the role that acct runs as, for `acct migrate`. Throws one `ConfigError`. */
export function loadMigrationConfig(variables: Variables = process.env) {
  const needed = { DATABASE_URL: true, DATABASE_OWNER_URL: true } as const;
  const { environment, problems } = readEnvironment(variables, environmentSchema.pick(needed));
  if (problems.length > 0 || !environment) throw new ConfigError(problems);
  const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = environment;
  return { database: { url: ownerUrl ?? url }, role: ownerUrl ? roleOf(url) : undefined };
}
