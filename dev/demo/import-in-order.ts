import { importRequests } from "../../src/commands/import-requests.ts";
import { loadConfig } from "../../src/config/config.ts";
import { openDatabase } from "../../src/db/client.ts";
import { csvIntake } from "../../src/intake/csv-intake.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { readText } from "../local-stack/people.ts";
import type { Site } from "../local-stack/site.ts";
import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import { ADMIN_CHANNEL as MATTERMOST_CHANNEL } from "../sandbox/mattermost/campus.ts";

/** Creates a request for each row and waits for its card, so that the cards always appear in the order of the file. */
export async function importInOrder(
  file: string,
  { env, sandbox, mattermost }: Site,
  withSlack: boolean,
): Promise<number> {
  const { database, approvals, csv, secretKey } = loadConfig(env);
  const { db, close } = openDatabase(database, () => undefined);
  const importing = {
    db,
    workflows: buildWorkflows(approvals),
    secretKey,
    now: () => new Date(),
    namespace: undefined,
    trusted: csv.trusted,
  };
  let count = 0;
  try {
    const intake = csvIntake(file);
    for await (const { kind, requestId, source } of importRequests(await intake.poll(), intake, importing)) {
      if (kind !== "created") throw new Error(`Row ${source.row} of ${file} created no request.`);
      count++;
      // Other messages appear there as well, so the messages can't be counted.
      const [title, what] = [`Request ${requestId}:`, `the card of request ${requestId}`];
      if (withSlack) {
        await sandbox.until(
          () => sandbox.messages(ADMIN_CHANNEL).some((message) => readText(message).includes(title)),
          what,
        );
      }
      await mattermost?.until(
        () =>
          mattermost
            .messages(MATTERMOST_CHANNEL, "ada")
            .some((post) => JSON.stringify([post.message, post.props]).includes(title)),
        what,
      );
    }
    return count;
  } finally {
    await close();
  }
}
