import { parseArgs } from "node:util";
import { setTheStage } from "./stage.ts";
import { readSystems } from "./systems.ts";
import { walk } from "./walk.ts";

const { values: wishes } = parseArgs({
  options: { walk: { type: "boolean", default: false }, with: { type: "string", default: "" } },
});
const walks = wishes.walk;
const startedAt = performance.now();
const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
const say = (line: string) => console.log(walks ? `[${seconds()} s] ${line}` : line);

try {
  const systems = readSystems(wishes.with);
  const stage = await setTheStage(say, { closeAfter: walks ? "1s" : "10m", systems });
  if (walks) {
    await walk(stage, say).finally(stage.stop);
    say(
      `The walk is done: from the form to the ${stage.slapd ? "first login" : "closed request, as nobody logs in without a directory"}.`,
    );
  } else {
    console.log(`
Ready after ${seconds()} s. Open the workspace:

    ${stage.sandbox.url}

You begin as Ada, an admin: approve a request in #accounts, then act as its PI, then read the mails on the right.
Anybody can ask for an account: /acct request. Ctrl-C ends everything.`);
    await interrupted();
    console.log("\nEnding …");
    await stage.stop();
  }
} catch (error) {
  console.error(
    `The ${walks ? "walk" : "demo"} failed. ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}

/** Resolves when somebody ends the demo; a second Ctrl-C then ends it at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}
