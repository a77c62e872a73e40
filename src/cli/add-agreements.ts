import type { Command } from "commander";
import { exportAsJson, exportSignatures, listAgreements, listMissing } from "../commands/agreements.ts";
import { AS_JSON } from "./add-requests.ts";
import { alignColumns } from "./align-columns.ts";
import { print } from "./print.ts";
import { timeFormatter } from "./time-formatter.ts";
import { withTools } from "./with-database.ts";

interface Options {
  readonly json?: boolean;
}

/** `acct agreements …` */
export function addAgreements(program: Command): void {
  const agreements = program.command("agreements").description("see who has signed which documents");
  agreements
    .command("list")
    .description("list the agreements of acct.yml, with how many people have signed them")
    .option(...AS_JSON)
    .action(({ json = false }: Options) =>
      withTools(async (deps) => {
        const all = await listAgreements(deps);
        if (json) return printAsJson(all);
        if (all.length === 0) return print("acct.yml has no agreements. docs/agreements.md describes them.");
        const rows = all.map((one) => [
          one.name,
          `version ${one.version}`,
          one.for,
          `${one.signed} signed`,
          `${one.missing} missing`,
          one.text.slice(0, 12),
        ]);
        for (const line of alignColumns(rows)) print(line);
      }),
    );
  agreements
    .command("missing")
    .description("list the people who have to sign and haven't")
    .option(...AS_JSON)
    .action(({ json = false }: Options) =>
      withTools(async (deps, { site }) => {
        const all = await listMissing(deps);
        if (json) return printAsJson(all);
        if (all.length === 0) return print("Everyone has signed.");
        const time = timeFormatter(site.timeZone);
        const rows = all.map((one) => [
          one.name,
          one.email ?? "no email address",
          one.request === null ? one.usernames.join(", ") : `request ${one.request}`,
          one.agreement,
          one.suspendedAt
            ? `suspended ${time(one.suspendedAt)}`
            : one.askedAt
              ? `asked ${time(one.askedAt)}`
              : "not asked yet",
        ]);
        for (const line of alignColumns(rows)) print(line);
      }),
    );
  agreements
    .command("export")
    .description("print all signatures as CSV, with the hash of the text that was shown")
    .option(...AS_JSON)
    .action(({ json = false }: Options) =>
      withTools(async (deps) => {
        for (const line of await (json ? exportAsJson : exportSignatures)(deps)) print(line);
      }),
    );
}

function printAsJson(all: readonly unknown[]): void {
  for (const one of all) print(JSON.stringify(one));
}
