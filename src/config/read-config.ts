import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { parse } from "yaml";
import type { z } from "zod";
import { describeIssue, nearest, suggestName } from "./describe-issue.ts";
import { environmentSchema } from "./environment.ts";
import { placeInYaml } from "./place-in-yaml.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** Lists everything that is missing or wrong, one sentence each. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `Found ${problems.length === 1 ? "a configuration problem" : `${problems.length} configuration problems`}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

/** The configuration that was read, and all problems with it. */
export interface Found<Environment, Settings> {
  /** The variables, and for each that is given as a file its content. */
  readonly env: Readonly<Record<string, string>>;
  /** acct.yml as it was written, problems included. */
  readonly raw: unknown;
  readonly file: string;
  /** Undefined if it has problems. */
  readonly environment: Environment | undefined;
  readonly settings: Settings | undefined;
  /** One sentence per problem; later checks add theirs. */
  readonly problems: string[];
  /** What works but should still be changed. */
  readonly warnings: readonly string[];
}

/**
 * Reads the environment, `.env` (which it does not override) and acct.yml.
 * A variable can be given as `NAME_FILE` instead: its value is the file's content, without the last line break.
 */
export function readConfig<E extends z.ZodType, S extends z.ZodType>(
  variables: Variables,
  schemas: { readonly environment: E; readonly settings: S },
): Found<z.output<E>, z.output<S>> {
  const { env, problems, environment, warnings } = readEnvironment(variables, schemas.environment);
  const file = env.ACCT_CONFIG ?? "acct.yml";
  const text = readText(file, problems);
  // If the file can't be read, its settings are not reported as missing: they may all be there.
  const { raw, settings } = text === undefined ? {} : readSettings(file, text, schemas.settings, problems);
  return { env, raw: raw ?? {}, file, environment, settings, problems, warnings };
}

/** Reads the text of acct.yml, and adds its problems. `settings` is undefined if there are any. */
export function readSettings<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
  problems: string[],
): { readonly raw?: unknown; readonly settings?: z.output<S> | undefined } {
  let raw: unknown;
  try {
    raw = parse(text) ?? {};
  } catch (error) {
    problems.push(`can't read ${file}: ${(error as Error).message}`);
    return {};
  }
  const settings = schema.safeParse(raw, { reportInput: true });
  if (settings.error) problems.push(...describeIssues({ file, text }, settings.error.issues, schema));
  return { raw, settings: settings.data };
}

/** Reads only the environment. */
export function readEnvironment<E extends z.ZodType>(
  variables: Variables,
  schema: E,
): Pick<Found<z.output<E>, never>, "env" | "environment" | "problems" | "warnings"> {
  const problems: string[] = [];
  const warnings: string[] = [];
  const file = resolve(variables.ACCT_ENV_FILE ?? ".env");
  const dotEnv = readDotEnv(file, { problems, warnings, isNamed: variables.ACCT_ENV_FILE !== undefined });
  const env = withProxies(readSecretFiles({ ...dotEnv, ...variables }, problems));
  problems.push(...unknownSwitches(env));
  const environment = schema.safeParse(env, { reportInput: true });
  for (const problem of environment.error?.issues.flatMap((issue) => describeIssue(issue, schema)) ?? []) {
    const where = existsSync(file) ? `or in ${file}` : `or in ${file}, which does not exist`;
    problems.push(
      problem.endsWith(" is missing") ? `${problem}: set it in the environment ${where}` : problem,
    );
  }
  return { env, environment: environment.data, problems, warnings };
}

/** Reads the names of proxies in lower case, too. As for curl, these win, and HTTP_PROXY is never missing because of its case. */
function withProxies(env: Record<string, string>): Record<string, string> {
  const lower = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"].flatMap((name) => {
    const value = env[name.toLowerCase()];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...env, ...Object.fromEntries(lower) };
}

/** Finds mistyped ACCT_ variables. A mistyped switch would be off, and a rehearsal would act as the real installation. */
function unknownSwitches(env: Readonly<Record<string, string>>): string[] {
  const known = ["ACCT_CONFIG", "ACCT_ENV_FILE", ...Object.keys(environmentSchema.shape)];
  return Object.keys(env)
    .filter(
      (name) =>
        name.startsWith("ACCT_") && !known.includes(name.replace(/_FILE$/, "")) && !known.includes(name),
    )
    .map((name) => {
      const near = nearest(name, known);
      return `${name} is not a variable that acct knows${near ? `. Did you mean ${near}?` : ""}`;
    });
}

/** Rules are nested deeply, so their problems say where in the file they are, as compilers do. */
function describeIssues(
  { file, text }: { readonly file: string; readonly text: string },
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
): string[] {
  const meant = suggestName(issues, schema);
  return issues
    .filter((issue) => !meant.has(issue.path.join(".")) && !isExplained(issue, issues))
    .flatMap((issue) => {
      const at = issue.path[0] === "rules" ? `${file}:${placeInYaml(text, issue.path)}` : file;
      return describeIssue(issue, schema).map((problem) => `${at}: ${problem}`);
    });
}

/** What a section lacks is no news if it has a mistyped name. */
function isExplained(issue: z.core.$ZodIssue, issues: readonly z.core.$ZodIssue[]): boolean {
  const place = issue.path.join(".");
  return (
    issue.code === "custom" &&
    issues.some((other) => other.code === "unrecognized_keys" && other.path.join(".") === place)
  );
}

interface ReadResult {
  readonly problems: string[];
  readonly warnings: string[];
  /** Whether ACCT_ENV_FILE names the file. If so, it must exist. */
  readonly isNamed: boolean;
}

const FOR_OTHERS = 0o004;

function readDotEnv(file: string, { problems, warnings, isNamed }: ReadResult): Variables {
  if (!existsSync(file)) {
    if (isNamed) problems.push(`ACCT_ENV_FILE names a file that does not exist: ${file}`);
    return {};
  }
  if ((statSync(file).mode & FOR_OTHERS) !== 0) {
    warnings.push(
      `${file} contains secrets, but every user on this machine can read it: run chmod 600 ${file}`,
    );
  }
  try {
    return parseEnv(readFileSync(file, "utf8"));
  } catch (error) {
    problems.push(`can't read ${file}: ${(error as Error).message}`);
    return {};
  }
}

function readSecretFiles(variables: Variables, problems: string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || value === "") continue;
    const plain = name.replace(/_FILE$/, "");
    if (plain === name || !(plain in environmentSchema.shape)) env[name] ??= value;
    else {
      env[name] = value;
      try {
        env[plain] = readFileSync(value, "utf8").replace(/\r?\n$/, "");
      } catch (error) {
        problems.push(`${name}: can't read the file: ${(error as Error).message}`);
      }
    }
  }
  return env;
}

/** Returns undefined if the file can't be read, after adding the problem. */
function readText(file: string, problems: string[]): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    problems.push(
      missing
        ? `${resolve(file)} does not exist: copy acct.example.yml, or set ACCT_CONFIG to another file`
        : `can't read ${file}: ${(error as Error).message}`,
    );
    return undefined;
  }
}
