export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** Lists the instructions of a Dockerfile in order, with continued lines joined and without comments. */
export function instructionsOf(text: string): Instruction[] {
  return text
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
      if (!name || !rest) throw new Error(`not an instruction of a Dockerfile: ${line}`);
      return { name, rest };
    });
}
