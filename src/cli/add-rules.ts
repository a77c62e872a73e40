import { type Command, InvalidArgumentError, Option } from "commander";
import { explainRules, showRules, testRules } from "../commands/rules.ts";
import { interval } from "../config/settings/interval.ts";
import { parseRequestId } from "./parse-request-id.ts";
import { print } from "./print.ts";
import { timeFormatter } from "./time-formatter.ts";
import { withTools } from "./with-database.ts";

interface TestOptions {
  readonly since: number;
  readonly rule?: string;
}

/** `acct rules …` */
export function addRules(program: Command): void {
  const rules = program.command("rules").description("look at the rules that decide instead of people");
  rules
    .command("show")
    .description("say each rule of acct.yml in words")
    .action(() =>
      withTools(async (deps) => {
        for (const line of showRules(deps)) print(line);
      }),
    );
  rules
    .command("explain")
    .description("say what the rules find about a request, and what they have decided; read-only")
    .argument("<id>", "the request's number", parseRequestId)
    .action((id: number) =>
      withTools(async (deps, { site }) => {
        for (const line of await explainRules(id, deps, timeFormatter(site.timeZone))) print(line);
      }),
    );
  rules
    .command("test")
    .description("judge the recorded requests by the rules as they are in acct.yml; read-only")
    .addOption(
      new Option("--since <interval>", "how far to look back, such as 30d")
        .argParser(parseInterval)
        .default(parseInterval("1y"), "1y"),
    )
    .option("--rule <name>", "only this rule")
    .action(({ since, rule }: TestOptions) =>
      withTools(async (deps) => {
        const from = new Date(deps.now().getTime() - since);
        for (const line of await testRules({ since: from, name: rule }, deps)) print(line);
      }),
    );
}

function parseInterval(text: string): number {
  const { data, error } = interval.safeParse(text);
  if (data === undefined)
    throw new InvalidArgumentError(`It ${error?.issues[0]?.message ?? "is not an interval"}.`);
  return data;
}
