import { existsSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { parseEnv } from "node:util";
import { parse } from "yaml";
import type { z } from "zod";
import { environmentSchema } from "./environment.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** Everything that is missing or wrong, a sentence each. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    );
    this.faults = faults;
  }
}

/** What was found, and everything that is wrong with it. */
export interface Found<Environment, Settings> {
  /** The variables with what stands in their files. */
  readonly env: Readonly<Record<string, string>>;
  /** acct.yml as it stands there, faults and all. */
  readonly raw: unknown;
  readonly file: string;
  /** Undefined: it has faults. */
  readonly environment: Environment | undefined;
  readonly settings: Settings | undefined;
  /** A sentence each; whoever reads on adds theirs. */
  readonly faults: string[];
}

/**
 * Reads the environment, `.env` (which it does not override) and acct.yml.
 * A variable may be given as `NAME_FILE` instead: the file's content, without its last line break.
 */
export function readConfig<E extends z.ZodType, S extends z.ZodType>(
  variables: Variables,
  schemas: { readonly environment: E; readonly settings: S },
): Found<z.output<E>, z.output<S>> {
  const { env, faults, environment } = readEnvironment(variables, schemas.environment);
  const file = env.ACCT_CONFIG ?? "acct.yml";
  const raw = readYaml(file, faults);
  const settings = schemas.settings.safeParse(raw, { reportInput: true });
  if (!settings.success && existsSync(file)) {
    faults.push(...settings.error.issues.map((issue) => sentence(issue, `${file}: `)));
  }
  return { env, raw, file, environment, settings: settings.data, faults };
}

/** The environment alone. */
export function readEnvironment<E extends z.ZodType>(
  variables: Variables,
  schema: E,
): Pick<Found<z.output<E>, never>, "env" | "environment" | "faults"> {
  const faults: string[] = [];
  const env = readSecretFiles({ ...readDotEnv(), ...variables }, faults);
  const environment = schema.safeParse(env, { reportInput: true });
  if (!environment.success) faults.push(...environment.error.issues.map((issue) => sentence(issue, "")));
  return { env, environment: environment.data, faults };
}

export function readCa(setting: string, file: string | undefined, faults: string[]): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    faults.push(`${setting} names a file that cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

/** What stands at the top of each page. */
export interface Logo {
  /** As the pages name it: "logo.svg". */
  readonly name: string;
  readonly bytes: Buffer;
}

export function readLogo(file: string | undefined, faults: string[]): Logo | undefined {
  if (file === undefined) return undefined;
  try {
    return { name: `logo${extname(file)}`, bytes: readFileSync(file) };
  } catch (error) {
    faults.push(`pages.logoFile names a file that cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

function readDotEnv(): Variables {
  return existsSync(".env") ? parseEnv(readFileSync(".env", "utf8")) : {};
}

function readSecretFiles(variables: Variables, faults: string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || value === "") continue;
    const plain = name.replace(/_FILE$/, "");
    if (plain === name || !(plain in environmentSchema.shape)) env[name] ??= value;
    else {
      try {
        env[plain] = readFileSync(value, "utf8").replace(/\r?\n$/, "");
      } catch (error) {
        env[name] = value;
        faults.push(`${name} names a file that cannot be read: ${(error as Error).message}`);
      }
    }
  }
  return env;
}

function readYaml(file: string, faults: string[]): unknown {
  try {
    return parse(readFileSync(file, "utf8")) ?? {};
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    faults.push(
      missing
        ? `${file} does not exist: copy acct.example.yml, or name another file in ACCT_CONFIG`
        : `${file} cannot be read: ${(error as Error).message}`,
    );
    return {};
  }
}

function sentence(issue: z.core.$ZodIssue, prefix: string): string {
  const place = issue.path.join(".");
  const what = issue.input === undefined && issue.code === "invalid_type" ? "is missing" : issue.message;
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .map((key) => `${prefix}${[...issue.path, key].join(".")} is not a setting`)
      .join("\n  - ");
  }
  return `${prefix}${place} ${what.startsWith("Invalid") || what.startsWith("Too") ? `is wrong: ${what}` : what}`;
}
