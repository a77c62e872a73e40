/** npm forwards the Ctrl-C that the terminal already sent to every process: both arrive within a moment and count as one. */
const SAME_SIGNAL_MS = 1000;
const STOP_DEADLINE_MS = 30_000;

export interface EndingOptions {
  /** The signals that end the program. A repeat within a second counts as the same signal. */
  readonly signals: readonly NodeJS.Signals[];
  /** Starts the graceful shutdown, on the first signal. */
  stop(signal: NodeJS.Signals): void;
  /** Ends the program immediately, because the deadline has passed or a second signal came; `reason` says which. */
  endNow(reason: string, exitCode: number): void;
}

/**
 * Ends a program gracefully on the first signal. If that takes longer than 30 s, or if another signal comes more than a
 * second after the first, `endNow` ends it with a nonzero exit code.
 */
export function endInOrder({ signals, stop, endNow }: EndingOptions): void {
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      setTimeout(
        () => endNow(`shutdown took longer than ${STOP_DEADLINE_MS / 1000} s; exiting now`, 1),
        STOP_DEADLINE_MS,
      ).unref();
      stop(signal);
    } else if (performance.now() - firstAt > SAME_SIGNAL_MS) {
      endNow("second signal received; exiting now", 130);
    }
  };
  // The launcher's handlers, if acct is the first process of a container, would end it at once.
  for (const signal of signals) process.removeAllListeners(signal).on(signal, onSignal);
}
