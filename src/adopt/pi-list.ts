import { Failure } from "../failure/failure.ts";
import { columnsByTitle } from "../intake/columns-by-title.ts";
import { parseRecords } from "../intake/parse-records.ts";
import type { NamedPi } from "./plan-pis.ts";

/** Reads a CSV file with the columns "project" and "pi", which is an email address or a username. Throws a failure with a sentence. */
export function readPiList(text: string, file: string): NamedPi[] {
  try {
    const [header = [], ...records] = parseRecords(text);
    const read = columnsByTitle(header, { project: ["project"], pi: ["pi", "email", "username"] });
    return records.flatMap((record, index) => {
      const { project, pi } = read(record);
      const named = { line: index + 2, project: project.trim(), who: pi.trim() };
      return named.project === "" && named.who === "" ? [] : [named];
    });
  } catch (error) {
    throw new Failure(`${file} is not a list of PIs: ${(error as Error).message}. Nothing was written.`);
  }
}
