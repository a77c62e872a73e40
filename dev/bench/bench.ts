import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openDatabase } from "../../src/db/client.ts";
import { migrateDatabase } from "../../src/db/migrate.ts";
import { startPostgres } from "../local-stack/postgres.ts";
import { workFolder } from "../local-stack/work-folder.ts";
import { benchAccounts } from "./accounts.ts";
import { benchAdopt } from "./adopt.ts";
import { benchBurst } from "./burst.ts";
import { benchClicks } from "./clicks.ts";
import { benchDirectory } from "./directory.ts";
import { median, ms, percentile } from "./figures.ts";
import { benchGrowth } from "./growth.ts";
import { benchMattermostClicks } from "./mattermost-clicks.ts";
import { benchPasswords } from "./passwords.ts";
import { benchRulesReplay } from "./rules-replay.ts";
import { benchSheetIntake } from "./sheet-intake.ts";
import { benchSheets } from "./sheets.ts";
import { benchStarts, benchTakeovers } from "./starts.ts";
import { benchWorkflows } from "./workflows.ts";

const TEMPLATE = "template_bench";

function report(what: string, figures: string, target: string, reached: boolean): void {
  console.log(`${reached ? "✓" : "✗"} ${what}\n    ${figures}   (target: ${target})`);
}

const folder = await workFolder("bench");
const postgres = await startPostgres({ folder: join(folder, "postgres"), durable: true });
try {
  const { db, close } = openDatabase({ url: await postgres.createDatabase(TEMPLATE) }, () => undefined);
  await migrateDatabase(db);
  await close();

  for (const processes of [1, 2]) {
    const { ours, plain, ratio } = await benchWorkflows(postgres, TEMPLATE, processes);
    report(
      `Workflows of seven stages, ${processes === 1 ? "one process" : `${processes} processes`}`,
      `${ours.toFixed(0)} per second, plain statements ${plain.toFixed(0)}: ${ratio.toFixed(2)} times`,
      "1.2 times",
      ratio >= 1.2,
    );
  }

  const starts = await benchStarts(postgres, TEMPLATE);
  const [start50, start99] = [median(starts), percentile(starts, 0.99)];
  report(
    "From a commit to the start of the stage",
    `p50 ${ms(start50)}, p99 ${ms(start99)}`,
    "2 ms and 10 ms",
    start50 <= 2 && start99 <= 10,
  );

  const takeovers = await benchTakeovers(postgres, TEMPLATE);
  const slowest = Math.max(...takeovers);
  report(
    "From SIGKILL until another process continues",
    `p50 ${ms(median(takeovers))}, slowest of ${takeovers.length} ${ms(slowest)}`,
    "1 s",
    slowest <= 1000,
  );

  const { ours, bare } = await benchClicks(postgres, TEMPLATE, folder);
  const ratio = median(ours) / median(bare);
  report(
    "From a click to its acknowledgement",
    `p50 ${ms(median(ours))}, p99 ${ms(percentile(ours, 0.99))}; bare Bolt ${ms(median(bare))} and ${ms(percentile(bare, 0.99))}: ${ratio.toFixed(2)} times`,
    "1.3 times",
    ratio <= 1.3,
  );

  const presses = await benchMattermostClicks(postgres, TEMPLATE);
  const [press50, press99] = [median(presses.ours), percentile(presses.ours, 0.99)];
  report(
    "From a press in Mattermost to its answer",
    `p50 ${ms(press50)}, p99 ${ms(press99)}; a bare handler ${ms(median(presses.bare))} and ${ms(percentile(presses.bare, 0.99))}`,
    "50 ms and 150 ms",
    press50 <= 50 && press99 <= 150,
  );

  const BURST = 1000;
  const burst = await benchBurst(postgres, TEMPLATE, folder, BURST);
  report(
    `${BURST.toLocaleString("en")} requests at once, in Slack and Mattermost`,
    `${burst.seconds.toFixed(1)} s until each has its cards; without exactly one card: ${burst.wrongInSlack} in Slack, ${burst.wrongInMattermost} in Mattermost`,
    "none",
    burst.wrongInSlack + burst.wrongInMattermost === 0,
  );

  const CLOSED = 200_000;
  const growth = await benchGrowth(postgres, TEMPLATE, CLOSED);
  report(
    `Plans of all hot queries with ${CLOSED.toLocaleString("en")} closed requests`,
    `slowest statement ${ms(growth.slowestMs)} (${growth.slowest}), at most ${growth.removed} rows read and discarded${growth.problems.map((problem) => `\n    ${problem}`).join("")}`,
    "no big table is scanned, and no step discards more rows than twice the open requests",
    growth.problems.length === 0,
  );

  const { kept, fresh } = await benchDirectory(folder);
  report(
    "A search in OpenLDAP over TLS, eight at once",
    `${ms(kept)} on kept connections, ${ms(fresh)} with a new connection each: ${(fresh / kept).toFixed(2)} times as long`,
    "no slower than with a new connection each",
    kept <= fresh,
  );

  const accounts = await benchAccounts(postgres, TEMPLATE, folder);
  const [gain, cost] = [accounts.oneAfterAnother / accounts.ours, accounts.ours / accounts.fastest];
  report(
    "Accounts of 200 people in OpenLDAP and Keystone",
    `${accounts.ours.toFixed(1)} s; the same calls one after another ${accounts.oneAfterAnother.toFixed(1)} s (${gain.toFixed(2)} times as long), as fast as the servers can go without a bot ${accounts.fastest.toFixed(1)} s (acct takes ${cost.toFixed(2)} times as long)`,
    "no slower than one after another, at most 1.15 times the fastest",
    gain >= 1 && cost <= 1.15,
  );

  const ADOPTED = 20_000;
  const adoption = await benchAdopt(postgres, TEMPLATE, folder, ADOPTED);
  const times = (took: number) =>
    `${(took / 1000).toFixed(1)} s (${(took / adoption.readingMs).toFixed(1)} times)`;
  const leastMs = adoption.readingMs + adoption.plainMs;
  report(
    `Adopting ${ADOPTED.toLocaleString("en")} people from an LDIF and a Slurm dump`,
    `reading alone ${(adoption.readingMs / 1000).toFixed(1)} s; a dry run ${times(adoption.dryRunMs)}, the first run ${times(adoption.firstMs)}, the next ${times(adoption.againMs)}; the rows of the first run, one statement per table: ${(adoption.plainMs / 1000).toFixed(1)} s (with reading, the first run takes ${(adoption.firstMs / leastMs).toFixed(1)} times as long); ${(adoption.liveBytes / ADOPTED / 1000).toFixed(1)} kB of heap per person in a repeated run`,
    "a dry run and the next run at most twice as long as reading, the first run at most 1.6 times as long as reading and writing the rows plainly",
    adoption.accounts === ADOPTED &&
      Math.max(adoption.dryRunMs, adoption.againMs) <= 2 * adoption.readingMs &&
      adoption.firstMs <= 1.6 * leastMs,
  );

  const ROWS = 10_000;
  const { acct, plain: plainly } = await benchSheets(ROWS);
  const mb = (bytes: number) => `${(bytes / 1_000_000).toFixed(0)} MB`;
  report(
    `Reading ${ROWS.toLocaleString("en")} rows of 21 columns from Google Sheets`,
    `${ms(acct.ms)}, a plain fetch of the same answer ${ms(plainly.ms)}: ${(acct.ms / plainly.ms).toFixed(2)} times; the result needs ${mb(acct.liveBytes)} instead of ${mb(plainly.liveBytes)}, the process at most ${mb(acct.peakBytes)} instead of ${mb(plainly.peakBytes)}, and ${acct.growth.toFixed(2)} times as much after six readings as after three`,
    "at most 1.3 times as long and as much memory as a plain fetch, and no growth",
    acct.rows === ROWS + 1 &&
      acct.ms <= 1.3 * plainly.ms &&
      acct.peakBytes <= 1.3 * plainly.peakBytes &&
      acct.growth <= 1.1,
  );

  const RECORDED = 10_000;
  const replay = await benchRulesReplay(postgres, TEMPLATE, RECORDED);
  report(
    `Three rules replayed over ${RECORDED.toLocaleString("en")} recorded requests`,
    `${(replay.oursMs / 1000).toFixed(1)} s, a bare loop that reads the same rows ${(replay.bareMs / 1000).toFixed(2)} s: ${(replay.oursMs / replay.bareMs).toFixed(1)} times`,
    "each request judged, within 10 s",
    replay.looked === RECORDED && replay.oursMs <= 10_000,
  );

  const intake = await benchSheetIntake(postgres, TEMPLATE, ROWS);
  const cpuPerRow = (intake.acct.cpuMs / ROWS).toFixed(1);
  report(
    `${ROWS.toLocaleString("en")} new rows become requests`,
    `${(intake.acct.ms / 1000).toFixed(1)} s, only hashing as many PINs ${(intake.hashes.ms / 1000).toFixed(1)} s: ${(intake.acct.ms / intake.hashes.ms).toFixed(2)} times; ${cpuPerRow} ms of processor time per row, ${(intake.hashes.cpuMs / ROWS).toFixed(1)} ms of it for the hash; the process needs at most ${mb(intake.acct.peakBytes)}, ${intake.acct.growth.toFixed(2)} times as much as after two readings`,
    "each row a request, in a minute, with at most 1.1 times the memory",
    intake.requests === ROWS && intake.acct.ms <= 60_000 && intake.acct.growth <= 1.1,
  );

  const passwords = await benchPasswords(postgres, TEMPLATE, folder);
  const { steady, perMinute, barePerMinute, evaluated, set, failed } = passwords;
  report(
    "A thousand passwords per minute, set on the page, real OpenLDAP",
    `p50 ${ms(median(steady))}, p99 ${ms(percentile(steady, 0.99))}; maximum ${perMinute.toFixed(0)} per minute, only PIN and directory ${barePerMinute.toFixed(0)}: ${(perMinute / barePerMinute).toFixed(2)} times`,
    "all of them, p99 below 500 ms",
    steady.length === 1000 && percentile(steady, 0.99) < 500,
  );
  report(
    "300 wrong PINs, 60 at a time; 10 correct forms at once",
    `${evaluated} PINs checked; ${set} password set, ${failed} failures`,
    "at most 3; 1 and 0",
    evaluated <= 3 && set === 1 && failed === 0,
  );
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
