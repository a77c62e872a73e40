/**
 * Replays a recording of a real Arvados cluster on the simulated one, and says where they differ:
 * node dev/arvados-replay.ts RECORDING.jsonl
 */

import { reasonFor } from "./arvados-replay/reasons.ts";
import { type RecordedLine, readRecording } from "./arvados-replay/recording.ts";
import { type Outcome, replayCluster } from "./arvados-replay/replay-cluster.ts";

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("Name the recording: node dev/arvados-replay.ts RECORDING.jsonl");
const clusters: { name: string; lines: RecordedLine[] }[] = [];
for (const line of await readRecording(path)) {
  if ("config" in line) clusters.push({ name: line.config, lines: [] });
  else clusters.at(-1)?.lines.push(line);
}
const outcomes: Outcome[] = [];
for (const { name, lines } of clusters) {
  const some = await replayCluster(name, lines);
  if (some) outcomes.push(...some);
  else console.log(`${name}: nothing is known about the settings of this cluster.`);
}
let [matches, counted] = [0, 0];
for (const [area, some] of Map.groupBy(outcomes, (outcome) => outcome.area)) {
  const excused = some.filter(({ id, difference }) => difference && reasonFor(id)).length;
  const wrong = some.filter(({ id, difference }) => difference && !reasonFor(id));
  const all = some.length - excused;
  matches += all - wrong.length;
  counted += all;
  console.log(
    `${area}: ${all - wrong.length} of ${all} match${excused > 0 ? `; ${excused} can't be met` : ""}`,
  );
  for (const { id, difference } of wrong) console.log(`  ${id} ${difference}`);
}
console.log(`All: ${matches} of ${counted} match (${((100 * matches) / counted).toFixed(1)} %).`);
for (const { id, difference } of outcomes)
  if (difference && reasonFor(id) && process.argv.includes("--reasons"))
    console.log(`${id}: ${reasonFor(id)}`);
if (matches < counted) process.exitCode = 1;
