import { pino } from "pino";
import { errorForLog } from "./failure/error-for-log.ts";

export type Log = Pick<pino.Logger, "debug" | "info" | "warn" | "error" | "child">;

/** Logs JSON lines to standard output. Fields whose names suggest a secret are redacted at any depth, and errors lose their SQL statements. */
export function openLog(level: string): pino.Logger {
  const secrets = [
    "password",
    "pass",
    "token",
    "pin",
    "pinHash",
    "secretKey",
    "secret",
    "authorization",
    "x-slack-signature",
  ];
  return pino({
    level,
    base: null,
    serializers: { err: (error: unknown) => errorForLog(error) },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: "[secret]",
    },
  });
}
