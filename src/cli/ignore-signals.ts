import type { Log } from "../log.ts";

/**
 * Ignores two signals and logs them. SIGHUP, which "reload" and logrotate send, would end the process. SIGUSR1 would open a
 * debugger through which any local user could read the secrets.
 */
export function ignoreSignals(log: Log): void {
  process.on("SIGHUP", () =>
    log.info("SIGHUP ignored: acct reads its settings only at startup; restart it to apply changes"),
  );
  // A listener replaces Node's own, which starts the inspector (nodejs.org/api/process.html#signal-events).
  process.on("SIGUSR1", () => log.warn("SIGUSR1 ignored: acct doesn't open a debugger"));
}
