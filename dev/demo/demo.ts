import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { endInOrder } from "../../src/cli/end-in-order.ts";
import { killChildren } from "../local-stack/child.ts";
import { findWorkFolder } from "../local-stack/work-folder.ts";
import { type DemoOptions, readOptions, USAGE } from "./read-options.ts";
import { setTheStage } from "./stage.ts";
import { walk } from "./walk.ts";

const startedAt = performance.now();
const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);

const options = readOrExplain();
if (options?.help) console.log(USAGE);
else if (options) await run(options);

function readOrExplain(): DemoOptions | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

async function run({ walk: walks, chat, systems, port, open }: DemoOptions): Promise<void> {
  const say = (line: string) => console.log(walks ? `[${seconds()} s] ${line}` : line);
  const ending = untilEnded();
  try {
    const stage = await setTheStage(say, {
      closeAfter: walks ? "1s" : "10m",
      chat,
      systems,
      port,
      signal: ending.signal,
    });
    try {
      if (walks) {
        await Promise.race([walk(stage, say), ending.promise]);
        if (!ending.signal.aborted) say(summary(stage.slapd !== undefined));
      } else {
        console.log(greeting(stage.url));
        if (open) openInBrowser(stage.url);
        await ending.promise;
      }
    } finally {
      await stage.stop();
    }
  } catch (error) {
    if (!ending.signal.aborted) {
      console.error(
        `The ${walks ? "walkthrough" : "demo"} failed. ${error instanceof Error ? error.message : String(error)}`,
      );
      process.exitCode = 1;
    }
  }
  // Pending waits of the story would keep the process alive for a minute.
  if (ending.signal.aborted) process.exit(walks ? 130 : 0);
}

/** Ends the demo gracefully on Ctrl-C, no matter what it is doing. A second Ctrl-C ends everything immediately. */
function untilEnded() {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  endInOrder({
    signals: ["SIGINT", "SIGTERM", "SIGHUP"],
    stop() {
      console.log("\nStopping …");
      controller.abort(new Error("The demo was stopped."));
      resolve();
    },
    endNow(reason, exitCode) {
      console.error(reason);
      killChildren();
      rmSync(findWorkFolder("demo"), { recursive: true, force: true, maxRetries: 5 });
      process.exit(exitCode);
    },
  });
  return { signal: controller.signal, promise };
}

function greeting(url: string): string {
  return `
Ready after ${seconds()} s. Open this URL in a browser:

    ${url}

You start as Ada, an admin. A tour of a few minutes at the top of the page tells you what to click.
Press Ctrl-C to stop. All files are under .cache/, which you can delete at any time.`;
}

/** Opens the URL with the desktop's program. Without one, people can use the printed URL. */
function openInBrowser(url: string): void {
  const opener = spawn("xdg-open", [url], { stdio: "ignore", detached: true });
  opener.once("error", () => console.error("Could not open a browser: xdg-open is not installed."));
  opener.unref();
}

function summary(hasDirectory: boolean): string {
  return `Walkthrough complete: request to ${hasDirectory ? "first login" : "closed request (no directory to log in to)"} in ${seconds()} s.`;
}
