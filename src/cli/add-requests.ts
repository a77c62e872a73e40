import type { Command } from "commander";
import { listRequests, retryFromHere, showRequest } from "../commands/requests.ts";
import { journeysFor } from "../pipeline/journeys.ts";
import { numberOf } from "./number-of.ts";
import { print } from "./print.ts";
import { withDatabase } from "./with-database.ts";

/** `acct requests …` */
export function addRequests(program: Command): void {
  const requests = program.command("requests").description("see to requests without the chat");
  requests
    .command("list")
    .description(
      "open requests, oldest first; a filter as in /acct list: stuck, pi:hopper, older:3d, any words",
    )
    .argument("[filter...]")
    .action((filter: string[]) =>
      withDatabase(async ({ db, now }) =>
        print((await listRequests(db, filter.join(" "), now())).join("\n")),
      ),
    );
  requests
    .command("show")
    .description("a request and its history")
    .argument("<id>", "its number", numberOf)
    .action((id: number) => withDatabase(async ({ db }) => print((await showRequest(db, id)).join("\n"))));
  requests
    .command("retry")
    .description("go on with a stuck request from the stage that failed")
    .argument("<id>", "its number", numberOf)
    .action((id: number) =>
      withDatabase(async ({ db, now }, rules) => {
        const retrying = { db, journeys: journeysFor(rules.approvals), now, rules };
        print(await retryFromHere(id, retrying));
      }),
    );
}
