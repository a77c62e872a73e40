import type { CheckResult } from "../commands/doctor.ts";

/** What drives a terminal, or turns the direction of text; much of what is printed was written by strangers. */
const CONTROLS = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export function print(text: string): void {
  process.stdout.write(`${text.replace(CONTROLS, "")}\n`);
}

/** A line each; the exit code is 1 when one of them is wrong; a warning is not. */
export async function printFindings(findings: AsyncIterable<CheckResult>): Promise<void> {
  for await (const { what, ok, isWarning, sentence } of findings) {
    print(`${ok ? (isWarning ? "warn" : "ok  ") : "FAIL"}  ${what}: ${sentence}`);
    if (!ok) process.exitCode = 1;
  }
}
