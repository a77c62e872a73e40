import { environmentSchema } from "./environment.ts";
import { ConfigError, readEnvironment, type Variables } from "./read-config.ts";

/** Reads only the database settings, for commands that need nothing else. Throws one `ConfigError`. */
export function loadDatabaseConfig(variables: Variables = process.env): {
  readonly database: { url: string };
} {
  const { environment, problems } = readEnvironment(
    variables,
    environmentSchema.pick({ DATABASE_URL: true }),
  );
  if (problems.length > 0 || !environment) throw new ConfigError(problems);
  return { database: { url: environment.DATABASE_URL } };
}
