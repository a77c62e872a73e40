import type { Db } from "../../src/db/client.ts";
import { joinProcesses, newProcessNumber } from "../../src/db/process.ts";
import { requests } from "../../src/db/tables/requests.ts";
import { openLog } from "../../src/log.ts";
import { advance } from "../../src/pipeline/engine/advance.ts";
import { workLoop } from "../../src/pipeline/engine/work-loop.ts";
import type { PipelineDeps } from "../../src/pipeline/pipeline-deps.ts";
import type { Workflows } from "../../src/pipeline/workflows.ts";

interface BenchLoop {
  readonly db: Db;
  readonly url: string;
  readonly workflows: Workflows;
  readonly deps: PipelineDeps;
  readonly concurrency: number;
}

/** Sets up the engine as app.ts does, but only for requests. */
export function benchLoop({ db, url, workflows, deps, concurrency }: BenchLoop) {
  const now = () => new Date();
  const log = openLog("silent");
  const life = joinProcesses(
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
      advance(request, { deps, workflows, log, announce: () => undefined, stopping: () => false }),
  });
  return { life, loop };
}
