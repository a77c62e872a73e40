import { basename } from "node:path";
import { Failure } from "../failure/failure.ts";
import { readUtf8File } from "../intake/read-utf8-file.ts";
import type { Source } from "../provisioners/found.ts";
import { readColdFront } from "./read-coldfront.ts";
import type { ReadFile } from "./read-file.ts";
import { readLdif } from "./read-ldif.ts";
import { readPeopleCsv } from "./read-people-csv.ts";
import { readSacctmgrDump } from "./read-sacctmgr-dump.ts";

export interface FileSourceOptions {
  /** The attribute of an LDIF file with a person's ID at the campus. */
  readonly campusIdAttribute?: string | undefined;
  readonly now?: Date | undefined;
}

interface Format {
  /** The system that the file comes from. */
  readonly system: string;
  /** What `line` of a problem counts. */
  readonly unit: "line" | "row";
  read(text: string, options: FileSourceOptions): ReadFile;
}

const FORMATS = {
  ldif: {
    system: "LDAP",
    unit: "line",
    read: (text, { campusIdAttribute = "employeeNumber", now = new Date() }) =>
      readLdif(text, { campusIdAttribute, now }),
  },
  "sacctmgr-dump": { system: "Slurm", unit: "line", read: readSacctmgrDump },
  "coldfront-1.1": { system: "ColdFront", unit: "line", read: readColdFront },
  csv: { system: "CSV", unit: "row", read: readPeopleCsv },
} as const satisfies Record<string, Format>;

/** What `acct adopt --from` can read. */
export type FileFormat = keyof typeof FORMATS;
export const FILE_FORMATS = Object.keys(FORMATS) as readonly FileFormat[];

/** Opens a file as a source. Reading it throws a failure if it can't be read, has another format, or has nothing in it. */
export function openFileSource(format: FileFormat, path: string, options: FileSourceOptions = {}): Source {
  const { system, unit, read }: Format = FORMATS[format];
  const file = basename(path);
  return {
    system,
    async read(onProgress) {
      const text = await readUtf8File(path).catch((error: Error) => {
        throw new Failure(`${error.message}.`, { cause: error });
      });
      const found = readAs(text);
      const { accounts, projects, problems, remarks, incomplete } = found;
      if (accounts.length + projects.length === 0 && problems.length === 0)
        throw new Failure(`${path} has neither people nor projects in the format ${format}.`);
      onProgress(accounts.length + projects.length);
      const unusable = `${problems.length} ${unit}${problems.length === 1 ? "" : "s"} of ${file}`;
      const gap = `Something may be missing: ${unusable} can't be used.`;
      return {
        accounts,
        projects,
        remarks,
        incomplete: incomplete ?? (problems.length > 0 ? gap : undefined),
        problems: problems.map(({ line, why }) => `${file}, ${unit} ${line}: ${why}`),
      };
    },
  };

  function readAs(text: string): ReadFile {
    try {
      return read(text, options);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(`${path} can't be read as ${format}: ${error.message.replace(/\.$/, "")}.`, {
        cause: error,
      });
    }
  }
}
