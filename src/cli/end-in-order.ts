/** npm passes on the Ctrl-C that the terminal has already sent to every program: both arrive within a moment and are one. */
const SAME_SIGNAL_MS = 1000;
const STOP_DEADLINE_MS = 30_000;

export interface EndingOptions {
  /** What ends the program. A repeat within a second counts as the same signal. */
  readonly signals: readonly NodeJS.Signals[];
  /** The ordered stop, which the first signal begins. */
  stop(signal: NodeJS.Signals): void;
  /** Ends the program at once: the deadline has passed (`reason` says so), or somebody has signaled again. */
  endNow(reason: string, exitCode: number): void;
}

/**
 * The first signal ends a program in order. If that takes longer than 30 s, or when another signal comes later than a second
 * after the first, `endNow` ends it, with an exit code that is not 0.
 */
export function endInOrder({ signals, stop, endNow }: EndingOptions): void {
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      setTimeout(
        () => endNow(`The ordered stop took longer than ${STOP_DEADLINE_MS / 1000} s, so it was cut off.`, 1),
        STOP_DEADLINE_MS,
      ).unref();
      stop(signal);
    } else if (performance.now() - firstAt > SAME_SIGNAL_MS) {
      endNow("Ended at once, because a second signal came.", 130);
    }
  };
  for (const signal of signals) process.on(signal, onSignal);
}
