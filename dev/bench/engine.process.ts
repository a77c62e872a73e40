import { openDatabase } from "../../src/db/client.ts";
import type { PipelineDeps } from "../../src/pipeline/pipeline-deps.ts";
import type { Stage } from "../../src/pipeline/stage.ts";
import type { Workflows } from "../../src/pipeline/workflows.ts";
import { benchLoop } from "./bench-loop.ts";
import { benchWorkflows, FIRST_STAGE } from "./bench-workflow.ts";
import { clock } from "./figures.ts";

/*
 * Runs the engine as app.ts does, but only for requests. It tells its parent when a first stage starts ("watch"),
 * or also never returns from it ("hang").
 */
const [url = "", mode = "run"] = process.argv.slice(2);
const now = () => new Date();
const { db } = openDatabase({ url }, () => undefined);

function spied(stage: Stage): Stage {
  return {
    ...stage,
    async run(request, deps) {
      const isFirst = stage.name === FIRST_STAGE;
      if (isFirst) process.send?.({ kind: "started", id: request.id, at: clock() });
      if (mode === "hang") await new Promise(() => undefined);
      return stage.run(request, deps);
    },
  };
}
const workflows: Workflows =
  mode === "run" ? benchWorkflows : { ...benchWorkflows, account: benchWorkflows.account.map(spied) };

const deps = { db, now, rules: { adminChannels: ["C1"] } } as unknown as PipelineDeps;
const { life } = benchLoop({ db, url, workflows, deps, concurrency: 10 });
await life.join();
process.send?.({ kind: "ready" });
