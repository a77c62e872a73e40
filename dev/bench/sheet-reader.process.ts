import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { JWT } from "google-auth-library";
import { googleSheets } from "../../src/intake/sheets/google-spreadsheet.ts";
import { CONTENT_FIELDS } from "../../src/intake/sheets/read-contents.ts";
import { median } from "./figures.ts";

/** Reads one tab again and again, with acct or with a plain `fetch`, and prints how long it took and how much memory it needed. */
const [mode = "", apiUrl = "", id = "", title = "", key = ""] = process.argv.slice(2);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const RUNS = 6;

const spreadsheet = googleSheets({ apiUrl, key: { name: "KEY", value: key } })(id);
const { client_email: email, private_key, private_key_id: keyId } = JSON.parse(key) as Record<string, string>;
const jwt = new JWT({
  ...(email && private_key && keyId ? { email, key: private_key, keyId } : {}),
  scopes: ["https://www.googleapis.com/auth/spreadsheets"],
});
jwt.useJWTAccessWithScope = true;

async function readPlainly() {
  const query = new URLSearchParams({ fields: CONTENT_FIELDS, ranges: `'${title}'`, prettyPrint: "false" });
  const url = `${apiUrl}v4/spreadsheets/${id}?${query}`;
  const answer = await fetch(url, { headers: await jwt.getRequestHeaders(url) });
  return (await answer.json()) as { sheets: { data: { rowData: unknown[] }[] }[] };
}

const read =
  mode === "acct"
    ? async () => {
        const contents = await spreadsheet.read([title]);
        return { result: contents as unknown, rows: contents.tabs[0]?.rows.length ?? 0 };
      }
    : async () => {
        const answer = await readPlainly();
        return { result: answer as unknown, rows: answer.sheets[0]?.data[0]?.rowData.length ?? 0 };
      };

const took: number[] = [];
const peaks: number[] = [];
let rows = 0;
let live = 0;
collect();
const before = process.memoryUsage().heapUsed;
for (let run = 0; run < RUNS; run++) {
  const start = performance.now();
  const kept = await read();
  took.push(performance.now() - start);
  collect();
  live = process.memoryUsage().heapUsed - before;
  rows = kept.rows;
  peaks.push(process.resourceUsage().maxRSS * 1024);
  if (kept.result === undefined) throw new Error("nothing was read");
}
console.log(
  JSON.stringify({
    ms: median(took.slice(1)),
    rows,
    liveBytes: live,
    peakBytes: peaks.at(-1),
    growth: (peaks.at(-1) ?? 0) / (peaks[2] ?? 1),
  }),
);
