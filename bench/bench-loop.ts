import type { Db } from "../src/db/client.ts";
import { newProcessNumber, thisProcess } from "../src/db/process.ts";
import { requests } from "../src/db/schema.ts";
import { openLog } from "../src/log.ts";
import { advance } from "../src/pipeline/advance.ts";
import type { Journeys } from "../src/pipeline/journeys.ts";
import type { Tools } from "../src/pipeline/tools.ts";
import { workLoop } from "../src/pipeline/work-loop.ts";

interface BenchLoop {
  readonly db: Db;
  readonly url: string;
  readonly journeys: Journeys;
  readonly tools: Tools;
  readonly concurrency: number;
}

/** The engine as app.ts wires it, for requests alone. */
export function benchLoop({ db, url, journeys, tools, concurrency }: BenchLoop) {
  const now = () => new Date();
  const log = openLog("silent");
  const life = thisProcess(
    { number: newProcessNumber(), url },
    { wake: () => loop.wake(), lost: () => undefined },
  );
  const loop = workLoop({
    db,
    queue: requests,
    process: life,
    now,
    log,
    concurrency,
    leaseMs: 30_000,
    pollMs: 1000,
    work: (request) =>
      advance(request, { tools, journeys, log, announce: () => undefined, stopping: () => false }),
  });
  return { life, loop };
}
