import { createInterface } from "node:readline/promises";
import { print } from "./print.ts";

/**
 * Shows what a command is about to do and waits for a yes. Without a terminal nobody can give one: then it throws, and
 * the command needs `--yes`. Returns whether the answer was yes.
 */
export async function confirm(
  command: string,
  plan: AsyncIterable<string>,
  question: string,
): Promise<boolean> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new Error(
      `${command} asks first, and there is no terminal to ask in: add --yes, or --dry-run to look only.`,
    );
  }
  for await (const line of plan) print(line);
  const terminal = createInterface({ input: stdin, output: stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
