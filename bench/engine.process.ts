import { openDatabase } from "../src/db/client.ts";
import type { Journeys } from "../src/pipeline/journeys.ts";
import type { Stage } from "../src/pipeline/stage.ts";
import type { Tools } from "../src/pipeline/tools.ts";
import { benchJourneys } from "./bench-journey.ts";
import { benchLoop } from "./bench-loop.ts";
import { clock } from "./figures.ts";

/*
 * The engine as app.ts wires it, for requests alone. Tells its parent when a first stage starts ("watch"),
 * or never comes back from one ("hang").
 */
const [url = "", mode = "run"] = process.argv.slice(2);
const now = () => new Date();
const { db } = openDatabase({ url }, () => undefined);

function spied(stage: Stage): Stage {
  return {
    ...stage,
    async run(request, tools) {
      const isFirst = stage.name === "stage-1";
      if (isFirst) process.send?.({ kind: "started", id: request.id, at: clock() });
      if (mode === "hang") await new Promise(() => undefined);
      return stage.run(request, tools);
    },
  };
}
const journeys: Journeys =
  mode === "run" ? benchJourneys : { ...benchJourneys, account: benchJourneys.account.map(spied) };

const tools = { db, now, rules: { adminChannel: "C1" } } as unknown as Tools;
const { life } = benchLoop({ db, url, journeys, tools, concurrency: 10 });
await life.join();
process.send?.({ kind: "ready" });
