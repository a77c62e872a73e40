import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));

export interface Block {
  /** The heading above the commands. */
  readonly heading: string;
  readonly script: string;
}

/** Lists the commands of a page in order: its `sh` blocks. */
export async function commandsOf(page: string): Promise<Block[]> {
  const blocks: Block[] = [];
  let heading = "";
  let open: { lines: string[]; isCommands: boolean } | undefined;
  for (const line of (await readFile(`${docs}${page}`, "utf8")).split("\n")) {
    const [, fence] = /^ *```(\w*)/.exec(line) ?? [];
    if (fence !== undefined && !open) open = { lines: [], isCommands: fence === "sh" };
    else if (fence !== undefined && open) {
      if (open.isCommands) blocks.push({ heading, script: open.lines.join("\n") });
      open = undefined;
    } else if (open) open.lines.push(line.trim());
    else heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
  }
  return blocks;
}
