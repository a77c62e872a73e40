import type { Command } from "commander";
import {
  findStuckCauses,
  findUndeliveredCauses,
  listRequests,
  requestAsJson,
  requestTable,
  retryAllFromHere,
  retryFromHere,
  sendAgainFromHere,
  sendAllAgainFromHere,
  setTicketFromHere,
  showRequest,
} from "../commands/requests.ts";
import { findSystem } from "../pipeline/find-system.ts";
import type { StuckCause } from "../pipeline/stuck-causes.ts";
import type { UndeliveredCause } from "../pipeline/undelivered-causes.ts";
import { buildWorkflows } from "../pipeline/workflows.ts";
import { type OrderConfig, systemOrder } from "../provisioners/system-order.ts";
import { confirm } from "./confirm.ts";
import { parseRequestId } from "./parse-request-id.ts";
import { print } from "./print.ts";
import { timeFormatter } from "./time-formatter.ts";
import { withDatabase } from "./with-database.ts";

interface AgainOptions {
  readonly all?: boolean;
  readonly cause?: string;
  readonly yes?: boolean;
}

interface RetryOptions extends AgainOptions {
  /** True without the name of a system. */
  readonly stuck?: string | true;
}

/** An option of the commands that list something. */
export const AS_JSON = ["--json", "print one line of JSON each, for scripts"] as const;

/** `acct requests …` */
export function addRequests(program: Command): void {
  const requests = program.command("requests").description("manage requests from the command line");
  requests
    .command("list")
    .description(
      "list open requests, oldest first; filters as in /acct list: stuck, on-hold, pi:hopper, older:3d, any words",
    )
    .argument("[filter...]")
    .option(...AS_JSON)
    .action((filter: string[], { json = false }: { json?: boolean }) =>
      withDatabase(async ({ db, now }, { site }) => {
        const { requests: found, note } = await listRequests(db, filter.join(" "), now());
        if (json) {
          for (const request of found) print(requestAsJson(request));
          if (note) process.stderr.write(`${note}\n`);
          return;
        }
        if (found.length > 0)
          for (const line of requestTable(found, timeFormatter(site.timeZone))) print(line);
        if (note) print(note);
      }),
    );
  requests
    .command("show")
    .description("show a request and its history")
    .argument("<id>", "the request's number", parseRequestId)
    .action((id: number) =>
      withDatabase(async ({ db }, { site }) =>
        print((await showRequest(db, id, timeFormatter(site.timeZone))).join("\n")),
      ),
    );
  requests
    .command("retry")
    .description("retry a stuck request from the stage that failed")
    .argument("[id]", "the request's number", parseRequestId)
    .option("--all", "retry every stuck request; asks first")
    .option(
      "--stuck [system]",
      "retry every request that is stuck because of this system, or all; asks first",
    )
    .option("--cause <words>", "with --all or --stuck: only requests whose cause contains these words")
    .option("--yes", "skip the confirmation")
    .action((id: number | undefined, { all, stuck: on, cause, yes }: RetryOptions) =>
      withDatabase(async ({ db, now }, rules) => {
        const isForAll = all || on !== undefined;
        if ((id === undefined) === !isForAll)
          throw new Error("Give the number of one request, --all, or --stuck.");
        const deps = { db, workflows: buildWorkflows(rules.approvals), now, rules };
        const time = timeFormatter(rules.site.timeZone);
        if (id !== undefined) return print(await retryFromHere(id, deps, time));
        const system = typeof on === "string" ? readSystem(on, rules) : undefined;
        const causes = await findStuckCauses(db, cause, system);
        const count = causes.reduce((sum, { requests: stuck }) => sum + stuck.length, 0);
        if (count === 0) return print(describeNone(cause, system));
        if (
          !yes &&
          !(await confirm(
            `acct requests retry ${all ? "--all" : "--stuck"}`,
            describeCauses(causes),
            formatQuestion(count),
          ))
        ) {
          return print("Nothing changed.");
        }
        for (const line of await retryAllFromHere(causes, deps, time)) print(line);
      }),
    );
  requests
    .command("send-again")
    .description("send the undelivered messages about a request again")
    .argument("[id]", "the request's number", parseRequestId)
    .option("--all", "send the undelivered messages of the last 30 days about every request; asks first")
    .option("--cause <words>", "with --all: only requests whose messages failed for a cause with these words")
    .option("--yes", "skip the confirmation")
    .action((id: number | undefined, { all, cause, yes }: AgainOptions) =>
      withDatabase(async ({ db, now }, rules) => {
        if ((id === undefined) === !all) throw new Error("Give the number of one request, or --all.");
        const deps = { db, workflows: buildWorkflows(rules.approvals), now };
        const time = timeFormatter(rules.site.timeZone);
        if (id !== undefined) return print(await sendAgainFromHere(id, deps, time));
        const causes = await findUndeliveredCauses(db, now(), cause);
        const ids = [...new Set(causes.flatMap(({ requestIds }) => requestIds))].toSorted((a, b) => a - b);
        if (ids.length === 0)
          return print(
            cause ? `No message is undelivered because of "${cause}".` : "No message is undelivered.",
          );
        const about = ids.length === 1 ? "this request" : `these ${ids.length} requests`;
        if (
          !yes &&
          !(await confirm(
            "acct requests send-again --all",
            describeUndelivered(causes),
            `Send the undelivered messages about ${about} again?`,
          ))
        ) {
          return print("Nothing sent.");
        }
        for (const line of await sendAllAgainFromHere(ids, deps, time)) print(line);
      }),
    );
  requests
    .command("set-ticket")
    .description("set the help desk's ticket, so that news of the request goes there")
    .argument("<id>", "the request's number", parseRequestId)
    .argument(
      "<tag>",
      'the tag in the help desk\'s subjects, such as "[help.example.org #4711]", or its number',
    )
    .action((id: number, tag: string) =>
      withDatabase(async ({ db, now }, rules) => print(await setTicketFromHere(id, tag, { db, now, rules }))),
    );
}

function readSystem(typed: string, config: OrderConfig): string {
  const names = [...systemOrder(config).keys()];
  const found = findSystem(
    typed,
    names.map((name) => ({ name })),
  );
  if ("denial" in found) throw new Error(found.denial);
  return found.system;
}

function describeNone(cause: string | undefined, system: string | undefined): string {
  const why = [...(system ? [system] : []), ...(cause ? [`"${cause}"`] : [])].join(" and ");
  return why ? `No request is stuck because of ${why}.` : "No request is stuck.";
}

async function* describeCauses(causes: readonly StuckCause[]) {
  for (const { sentence, requests } of causes) yield `${requests.length} at ${sentence}`;
}

async function* describeUndelivered(causes: readonly UndeliveredCause[]) {
  for (const { sentence, count, requestIds } of causes) {
    const messages = count === 1 ? "1 message" : `${count} messages`;
    const about = requestIds.length === 1 ? "1 request" : `${requestIds.length} requests`;
    yield `${messages} about ${about}: ${sentence}`;
  }
}

const formatQuestion = (count: number) =>
  count === 1 ? "Retry this request?" : `Retry these ${count} requests?`;
