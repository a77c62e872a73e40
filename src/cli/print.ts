import type { CheckResult } from "../commands/doctor.ts";

/** Characters that control a terminal or change the text direction. Much of what is printed was written by strangers. */
const CONTROLS = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export function print(text: string): void {
  process.stdout.write(`${text.replace(CONTROLS, "")}\n`);
}

/** Prints one line per finding. The exit code becomes 1 if one of them failed; a warning doesn't count. */
export async function printFindings(findings: AsyncIterable<CheckResult>): Promise<void> {
  for await (const { what, ok, isWarning, sentence } of findings) {
    print(`${ok ? (isWarning ? "warn" : "ok  ") : "FAIL"}  ${what}: ${sentence}`);
    if (!ok) process.exitCode = 1;
  }
}
