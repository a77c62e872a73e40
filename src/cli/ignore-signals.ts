import type { Log } from "../log.ts";

/**
 * SIGHUP, which "reload" and logrotate send, would end the process, and SIGUSR1 would open a debugger through which anybody
 * on this machine could read its secrets. Both become a line in the log.
 */
export function ignoreSignals(log: Log): void {
  process.on("SIGHUP", () =>
    log.info(
      "SIGHUP changes nothing: settings are read when acct starts; restart it to have them read again",
    ),
  );
  // A listener takes the place of Node's own, which starts the inspector (nodejs.org/api/process.html#signal-events).
  process.on("SIGUSR1", () => log.warn("SIGUSR1 changes nothing: acct opens no debugger"));
}
