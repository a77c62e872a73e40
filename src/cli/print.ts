import type { Finding } from "../commands/doctor.ts";

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A line each; the exit code is 1 when one of them is wrong; a warning is not. */
export async function printFindings(findings: AsyncIterable<Finding>): Promise<void> {
  for await (const { what, ok, isWarning, sentence } of findings) {
    print(`${ok ? (isWarning ? "warn" : "ok  ") : "FAIL"}  ${what}: ${sentence}`);
    if (!ok) process.exitCode = 1;
  }
}
