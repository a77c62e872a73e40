import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { openDatabase } from "../../src/db/client.ts";
import { googleSheets } from "../../src/intake/sheets/google-spreadsheet.ts";
import { openLog } from "../../src/log.ts";
import { hashPin } from "../../src/pipeline/passwords/pin.ts";
import { readSheet } from "../../src/pipeline/sheets/read-sheet.ts";
import type { SheetDeps } from "../../src/pipeline/sheets/sheet-setup.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";

/**
 * Takes in all new rows of a tab, as `watchSheets` does, and prints how long it took and how much memory it needed. With the mode
 * "hash", it only hashes as many PINs, as many at a time.
 */
const [mode = "", url = "", apiUrl = "", id = "", tab = "", key = "", count = ""] = process.argv.slice(2);
const keys = secretKeys(Buffer.alloc(32, 7));
const start = performance.now();
const usedBefore = process.cpuUsage();
const peaks: number[] = [];
const notePeak = () => peaks.push(process.resourceUsage().maxRSS * 1024);

if (mode === "hash") {
  let left = Number(count);
  const next = async () => {
    while (left-- > 0) await hashPin(String(1000 + left), keys);
  };
  await Promise.all(Array.from({ length: 4 }, next));
  notePeak();
} else {
  const { db, close } = openDatabase({ url }, () => undefined);
  const now = () => new Date();
  const approvals = {
    account: [],
    membership: [],
    quota: [],
    "gitlab-account": [],
    offboarding: [],
    project: [],
    distinctPeople: false,
  } as never;
  const deps: SheetDeps = {
    ...{ db, now, secretKey: keys, log: openLog("silent"), dryRun: false },
    workflows: buildWorkflows(approvals),
    rules: { adminChannels: ["C1"], approvals, privilegedProjects: [] },
    announce: () => undefined,
  };
  const setup = {
    source: "access",
    ...{ tab, finishedTab: "Current Users", spamTab: "Spam" },
    spreadsheet: googleSheets({ apiUrl, key: { name: "KEY", value: key } }, { now })(id),
    ...{ approvedCounts: false, trusted: true },
  } as const;
  while (await readSheet(setup, deps)) notePeak();
  notePeak();
  await close();
}
const { user, system } = process.cpuUsage(usedBefore);
console.log(
  JSON.stringify({
    ms: performance.now() - start,
    cpuMs: (user + system) / 1000,
    peakBytes: peaks.at(-1),
    growth: (peaks.at(-1) ?? 0) / (peaks[1] ?? peaks[0] ?? 1),
  }),
);
