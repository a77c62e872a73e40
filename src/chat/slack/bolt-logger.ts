import type { Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../../log.ts";

/** Bolt's log lines in ours; its `info` is noise to an operator. */
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
