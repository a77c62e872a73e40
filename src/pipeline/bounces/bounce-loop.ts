import type { Mailbox } from "../../mail/bounces/mailbox.ts";
import { type PollDeps, pollMailbox } from "./poll-mailbox.ts";

/** Polls the mailbox until `stop`, which ends a poll that is waiting for the server and lets one that is acting finish. */
export function startBounceLoop(mailbox: Mailbox, deps: Omit<PollDeps, "signal">): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const run = () => {
    running = pollMailbox(mailbox, { ...deps, signal: stopping.signal })
      .catch((error: unknown) =>
        deps.log.warn({ err: error }, "could not poll the mailbox for bounces; retrying"),
      )
      .then(() => {
        if (!stopping.signal.aborted) timer = setTimeout(run, deps.everyMs);
      });
  };
  run();
  return {
    stop() {
      stopping.abort();
      clearTimeout(timer);
      return running;
    },
  };
}
