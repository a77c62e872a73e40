import { readFileSync } from "node:fs";
import { extname } from "node:path";

/** The picture at the top of each page. */
export interface Logo {
  /** The name under which the pages load it: "logo.svg". */
  readonly name: string;
  readonly bytes: Buffer;
}

export function readLogo(file: string | undefined, problems: string[]): Logo | undefined {
  if (file === undefined) return undefined;
  try {
    return { name: `logo${extname(file)}`, bytes: readFileSync(file) };
  } catch (error) {
    problems.push(`pages.logoFile: can't read the file: ${(error as Error).message}`);
    return undefined;
  }
}
