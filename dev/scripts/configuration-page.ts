import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { environmentSchema } from "../../src/config/environment.ts";
import { settingsSchema } from "../../src/config/settings.ts";

/** What this page reads of a JSON schema. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

interface Setting {
  readonly name: string;
  readonly description: string;
  readonly byDefault: string;
  readonly example: string;
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Every setting of acct.yml and every variable of the environment, as a Markdown page. Throws when one has no description. */
export function configurationPage(): string {
  const settings = z.toJSONSchema(settingsSchema, { io: "input" }) as Schema;
  const environment = z.toJSONSchema(environmentSchema, { io: "input" }) as Schema;
  const examples = exampleSettings();
  const isSection = ({ type, items }: Schema) => type === "object" || items?.properties;
  const sections = Object.entries(settings.properties ?? {});
  const alone = Object.fromEntries(sections.filter(([, schema]) => !isSection(schema)));
  return [
    "# Configuration",
    "",
    "Written by `npm run configuration` from the schemas that acct checks its configuration with.",
    "",
    "Settings are in `acct.yml`, or in the file that `ACCT_CONFIG` names; [acct.example.yml](../acct.example.yml) is one to begin with.",
    "Secrets are in the environment. Both are read when acct starts, and what is missing or wrong is said in sentences. A setting that is",
    "required in an optional section is required if that section is there.",
    "",
    "## acct.yml",
    "",
    ...sections
      .filter(([, schema]) => isSection(schema))
      .flatMap(([name, schema]) => [
        `### \`${name}\``,
        "",
        `${describe(name, schema)}.${settings.required?.includes(name) ? " Required." : ""}`,
        "",
        ...table("setting", settingsOf(schema, name, examples)),
        "",
      ]),
    "### Single settings",
    "",
    ...table("setting", settingsOf({ type: "object", properties: alone }, "", examples)),
    "",
    "## The environment",
    "",
    "A variable can stand in `.env` in the folder that acct is started in, or in the file that `ACCT_ENV_FILE` names; the environment",
    "itself wins. `ACCT_CONFIG` may stand in either, `ACCT_ENV_FILE` in the environment only. Every variable of this table can be given as",
    "`NAME_FILE` instead, with the path of a file that has the value in it, as systemd and containers hand over secrets.",
    "",
    ...table("variable", variablesOf(environment)),
    "",
  ].join("\n");
}

/** The settings of a section, those within it included: `ldap.url`, `commands[].name`, `projects.<name>.pi`. */
function settingsOf(schema: Schema, prefix: string, example: unknown): Setting[] {
  const { inside, place } = insideOf(schema, prefix);
  return Object.entries(inside.properties ?? {}).flatMap(([key, one]) => {
    const name = place ? `${place}.${key}` : key;
    const deeper = settingsOf(one, name, example);
    const isRequired = inside.required?.includes(key) && one.default === undefined;
    const choices = one.enum ? ` (${one.enum.map((choice) => code(choice)).join(", ")})` : "";
    const setting = {
      name,
      description: `${describe(name, one)}${choices}`,
      byDefault: isRequired ? "required" : code(one.default),
      example: code(valueAt(example, name)),
    };
    return deeper.length > 0 ? [{ ...setting, example: "" }, ...deeper] : [setting];
  });
}

/** A list and a mapping with names of one's own are described by what each of their members is. */
function insideOf(schema: Schema, prefix: string): { inside: Schema; place: string } {
  const { items, additionalProperties: named } = schema;
  if (items?.properties) return { inside: items, place: `${prefix}[]` };
  if (typeof named === "object" && named.properties) return { inside: named, place: `${prefix}.<name>` };
  return { inside: schema, place: prefix };
}

function variablesOf({ properties = {}, required = [] }: Schema): Setting[] {
  const examples = exampleVariables();
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    description: describe(name, schema),
    byDefault: required.includes(name) && schema.default === undefined ? "required" : code(schema.default),
    example: examples[name] ? code(examples[name]) : "",
  }));
}

function table(of: string, rows: readonly Setting[]): string[] {
  return [
    `| ${of} | what it is | default | example |`,
    "|---|---|---|---|",
    ...rows.map(
      ({ name, description, byDefault, example }) =>
        `| \`${name}\` | ${description.replaceAll("|", "\\|")} | ${byDefault} | ${example === byDefault ? "" : example} |`,
    ),
  ];
}

function describe(name: string, { description }: Schema): string {
  if (!description) throw new Error(`${name} has no description: give it one with .describe() in its schema`);
  return description;
}

/** A value as it stands in acct.yml. Texts to begin from are too long for a table. */
function code(value: unknown): string {
  if (value === undefined || (typeof value === "object" && JSON.stringify(value) === "{}")) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 80 ? "see acct.example.yml" : `\`${text.replaceAll("|", "\\|")}\``;
}

function valueAt(example: unknown, name: string): unknown {
  return name.split(".").reduce<unknown>((value, key) => {
    const [plain = "", inList] = key.split("[");
    const members = value as Record<string, unknown> | undefined;
    const next = plain === "<name>" ? Object.values(members ?? {})[0] : members?.[plain];
    return inList === undefined ? next : (next as unknown[] | undefined)?.[0];
  }, example);
}

/** acct.example.yml with everything in it that is commented out. */
export function exampleSettings(): unknown {
  return parse(readFileSync(`${root}acct.example.yml`, "utf8").replace(/^( *)# ?( *(?:- |\w+:))/gm, "$1$2"));
}

/** .env.example with everything in it that is commented out; what has no value there is a secret. */
function exampleVariables(): Partial<Record<string, string>> {
  return parseEnv(readFileSync(`${root}.env.example`, "utf8").replace(/^#(\w+=)/gm, "$1"));
}

if (import.meta.main) process.stdout.write(configurationPage());
