import { readFileSync } from "node:fs";
import type { Rule } from "../rules/rule.ts";
import { ConfigError, readSettings } from "./read-config.ts";
import { settingsSchema } from "./settings.ts";

/** Reads the rules in acct.yml. Throws one `ConfigError` with every problem of the whole file: a faulty file is refused whole. */
export function readRules(file: string, text = readFileSync(file, "utf8")): readonly Rule[] {
  const problems: string[] = [];
  const { settings } = readSettings(file, text, settingsSchema, problems);
  if (problems.length > 0 || !settings) throw new ConfigError(problems);
  return settings.rules;
}
