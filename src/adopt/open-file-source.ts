import { readFile } from "node:fs/promises";
import type { Source } from "../provisioners/found.ts";
import { readSacctmgrDump } from "./read-sacctmgr-dump.ts";

/** The formats of files that people and projects can be adopted from. */
export const FILE_FORMATS = ["sacctmgr-dump"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** Opens a file as a source. It is read only by `read`. */
export function openFileSource(_format: FileFormat, path: string): Source {
  return {
    system: "Slurm",
    async read(onProgress) {
      const { accounts, projects, problems } = readSacctmgrDump(await readFile(path, "utf8"));
      onProgress(accounts.length + projects.length);
      return { accounts, projects, problems: problems.map(({ line, why }) => `Line ${line}: ${why}`) };
    },
  };
}
