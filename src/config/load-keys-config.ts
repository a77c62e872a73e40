import { secretKeys } from "../credentials/secret-keys.ts";
import { environmentSchema } from "./environment.ts";
import { ConfigError, readEnvironment, type Variables } from "./read-config.ts";

/** Reads only the database settings and the secret keys, for commands that need nothing else. Throws one `ConfigError`. */
export function loadKeysConfig(variables: Variables = process.env) {
  const needed = { DATABASE_URL: true, ACCT_SECRET_KEY: true, ACCT_SECRET_KEY_OLD: true } as const;
  const { environment, problems } = readEnvironment(variables, environmentSchema.pick(needed));
  if (problems.length > 0 || !environment) throw new ConfigError(problems);
  const { DATABASE_URL: url, ACCT_SECRET_KEY: current, ACCT_SECRET_KEY_OLD: old } = environment;
  return { database: { url }, secretKey: secretKeys(current, old) };
}
