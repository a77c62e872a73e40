import { createInterface } from "node:readline/promises";
import { print } from "./print.ts";

/**
 * Shows what a command is about to do and asks for confirmation. Returns whether the answer was yes. Throws without a
 * terminal, because no one can answer there: the command then needs `--yes`.
 */
export async function confirm(
  command: string,
  plan: AsyncIterable<string>,
  question: string,
): Promise<boolean> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new Error(`${command} needs a confirmation, but there is no terminal to ask in: add --yes.`);
  }
  for await (const line of plan) print(line);
  const terminal = createInterface({ input: stdin, output: stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
