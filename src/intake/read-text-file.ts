import { Failure } from "../failure/failure.ts";
import { decodeText, type Encoding } from "./decode-text.ts";
import { readFileBytes } from "./read-utf8-file.ts";

/** Reads a text file in any encoding that spreadsheet programs write. Throws a failure without a period if it can't be read. */
export async function readTextFile(
  file: string,
): Promise<{ readonly text: string; readonly encoding: Encoding }> {
  const bytes = await readFileBytes(file);
  try {
    return decodeText(bytes);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`${file} can't be read: ${error.message}`, { cause: error });
  }
}
