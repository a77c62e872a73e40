import { type Command, InvalidArgumentError } from "commander";
import {
  auditHead,
  eventAsJson,
  exportAudit,
  historyTable,
  readHistory,
  verifyAudit,
} from "../commands/audit.ts";
import { loadDatabaseConfig } from "../config/load-database-config.ts";
import { loadKeysConfig } from "../config/load-keys-config.ts";
import { Failure } from "../failure/failure.ts";
import { type KnownHead, parseHead } from "../pipeline/audit/verify-audit-log.ts";
import { AS_JSON } from "./add-requests.ts";
import { parseRequestId } from "./parse-request-id.ts";
import { print } from "./print.ts";
import { timeFormatter } from "./time-formatter.ts";
import { withDatabase, withDatabaseAt } from "./with-database.ts";

/** Reading a large site's audit log takes longer than any statement of the engine may. */
const UNLIMITED = { limits: false };

function readHead(text: string): KnownHead {
  const head = parseHead(text);
  if (!head) throw new InvalidArgumentError("Pass a line that `acct audit head` printed.");
  return head;
}

interface HistoryOptions {
  readonly json?: boolean;
  readonly person?: string;
  readonly project?: string;
  readonly by?: string;
}

/** `acct audit …` */
export function addAudit(program: Command): void {
  const audit = program.command("audit").description("inspect and verify the audit log");
  audit
    .command("verify")
    .description("find changed events, deleted events, and a cut-off end")
    .option(
      "--head <head>",
      "an earlier output of `acct audit head`; the log must still contain it",
      readHead,
    )
    .action(({ head }: { head?: KnownHead }) => {
      const config = loadKeysConfig();
      return withDatabaseAt(
        config,
        async ({ db }) => {
          const { sound, lines } = await verifyAudit(db, config.secretKey, head);
          print(lines.join("\n"));
          if (!sound) process.exitCode = 1;
        },
        UNLIMITED,
      );
    });
  audit
    .command("head")
    .description("print the current end of the log, to be kept outside this database")
    .action(() => withDatabaseAt(loadDatabaseConfig(), async ({ db }) => print(await auditHead(db))));
  audit
    .command("show")
    .description("list the events of a request, a person, or a project, and who caused them")
    .argument("[id]", "a request's number", parseRequestId)
    .option(
      "--person <who>",
      "everything about the person with this username, address, or user ID, including their requests",
    )
    .option("--project <name>", "everything about this project, including the requests for it")
    .option("--by <who>", "everything done by the person with this username, address, or user ID")
    .option(...AS_JSON)
    .action((request: number | undefined, { json = false, ...query }: HistoryOptions) =>
      withDatabase(async ({ db }, { site }) => {
        const asked = [request, query.person, query.project, query.by].filter((one) => one !== undefined);
        if (asked.length !== 1) {
          throw new Failure("Give either the number of a request, or one of --person, --project, and --by.");
        }
        const history = await readHistory(db, { request, ...query });
        if (json) for (const event of history) print(eventAsJson(event));
        else if (history.length === 0) print("There are no events yet.");
        else for (const line of historyTable(history, timeFormatter(site.timeZone))) print(line);
      }, UNLIMITED),
    );
  audit
    .command("export")
    .description("print every event as one line of JSON")
    .action(() =>
      withDatabase(async ({ db }) => {
        for await (const line of exportAudit(db)) print(line);
      }, UNLIMITED),
    );
}
