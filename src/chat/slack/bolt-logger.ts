import type { Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../../log.ts";

/** Writes Bolt's log lines to acct's log. Bolt's `info` lines are logged as `debug`, because operators don't need them. */
export function boltLogger(log: Log): Logger {
  const write =
    (level: "debug" | "warn" | "error") =>
    (...parts: unknown[]) =>
      log[level]({ from: "bolt" }, parts.map(String).join(" "));
  return {
    debug: () => undefined,
    info: write("debug"),
    warn: write("warn"),
    error: write("error"),
    setLevel: () => undefined,
    getLevel: () => "info" as LogLevel,
    setName: () => undefined,
  };
}
