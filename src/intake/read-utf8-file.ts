import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { Failure } from "../failure/failure.ts";

/**
 * Reads a text file. Throws a failure without a period if it can't be read or is not UTF-8: no one can tell for sure which older
 * encoding a file has, and a name that was guessed would stay wrong.
 */
export async function readUtf8File(file: string): Promise<string> {
  const bytes = await readFileBytes(file);
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const lines = bytes.toString("latin1").split("\n");
  const at = lines.findIndex((line) => !isUtf8(Buffer.from(line, "latin1"))) + 1;
  throw new Failure(
    `${file} is not in UTF-8 (line ${at}): save it in UTF-8 ("CSV UTF-8" in a spreadsheet program), or convert it with iconv -f ISO-8859-1 -t UTF-8`,
  );
}

/** Reads a file. Throws a failure without a period if it can't be read. */
export async function readFileBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = {
      ENOENT: "there is no such file",
      EISDIR: "it is a folder",
      EACCES: "you don't have permission",
    }[code ?? ""];
    throw new Failure(`${file} can't be read: ${why ?? message}`);
  }
}
