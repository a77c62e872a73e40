import { openDatabase } from "../../src/db/client.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import type { Postgres } from "../local-stack/postgres.ts";
import { benchWorkflows } from "./bench-workflow.ts";
import { clock } from "./figures.ts";
import { next, startWorker, stopWorker } from "./workers.ts";

type Started = { kind: "started"; id: number; at: number };

const SAMPLES = 300;
const KILLS = 20;

let people = 0;
function ask(db: ReturnType<typeof openDatabase>["db"]) {
  const n = ++people;
  return createRequest(
    {
      kind: "account",
      origin: `bench:${n}`,
      givenName: "Pat",
      familyName: `N${n}`,
      email: `${n}@example.org`,
    },
    { by: { id: "bench", name: "bench" }, note: "" },
    { db, workflows: benchWorkflows, now: () => new Date() },
  );
}

/** Measures the milliseconds from a request's commit to the start of its first stage in an idle engine. */
export async function benchStarts(postgres: Postgres, template: string): Promise<number[]> {
  const url = await postgres.createDatabase("starts", template);
  const { db, close } = openDatabase({ url }, () => undefined);
  const worker = await startWorker("engine.process.ts", url, "watch");
  const samples: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const started = next<Started>(worker, "started");
    await ask(db);
    const committedAt = clock();
    samples.push((await started).at - committedAt);
  }
  await stopWorker(worker);
  await close();
  return samples;
}

/** Measures the milliseconds from SIGKILL in the middle of a stage to the start of the same stage in the remaining process. */
export async function benchTakeovers(postgres: Postgres, template: string): Promise<number[]> {
  const url = await postgres.createDatabase("takeovers", template);
  const { db, close } = openDatabase({ url }, () => undefined);
  const samples: number[] = [];
  for (let i = 0; i < KILLS; i++) {
    const victim = await startWorker("engine.process.ts", url, "hang");
    const inProgress = next<Started>(victim, "started");
    await ask(db);
    await inProgress;
    const successor = await startWorker("engine.process.ts", url, "watch");
    // The victim dies at a random moment of the successor's cycle, as in production.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 500));
    const takenOver = next<Started>(successor, "started");
    const killedAt = clock();
    victim.kill("SIGKILL");
    samples.push((await takenOver).at - killedAt);
    await stopWorker(successor);
  }
  await close();
  return samples;
}
