import type { Command } from "commander";
import {
  listRequests,
  requestAsJson,
  requestTable,
  retryFromHere,
  showRequest,
} from "../commands/requests.ts";
import { journeysFor } from "../pipeline/journeys.ts";
import { numberOf } from "./number-of.ts";
import { print } from "./print.ts";
import { timeIn } from "./time-in.ts";
import { withDatabase } from "./with-database.ts";

/** An option of what is listed. */
export const AS_JSON = ["--json", "print each as a line of JSON, for programs"] as const;

/** `acct requests …` */
export function addRequests(program: Command): void {
  const requests = program.command("requests").description("see to requests without the chat");
  requests
    .command("list")
    .description(
      "open requests, oldest first; a filter as in /acct list: stuck, pi:hopper, older:3d, any words",
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
        if (found.length > 0) for (const line of requestTable(found, timeIn(site.timeZone))) print(line);
        if (note) print(note);
      }),
    );
  requests
    .command("show")
    .description("a request and its history")
    .argument("<id>", "its number", numberOf)
    .action((id: number) =>
      withDatabase(async ({ db }, { site }) =>
        print((await showRequest(db, id, timeIn(site.timeZone))).join("\n")),
      ),
    );
  requests
    .command("retry")
    .description("go on with a stuck request from the stage that failed")
    .argument("<id>", "its number", numberOf)
    .action((id: number) =>
      withDatabase(async ({ db, now }, rules) => {
        const retrying = { db, journeys: journeysFor(rules.approvals), now, rules };
        print(await retryFromHere(id, retrying, timeIn(rules.site.timeZone)));
      }),
    );
}
