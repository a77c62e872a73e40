import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Failure } from "../../failure/failure.ts";
import { answered } from "../answered.ts";
import { no, type RuleSource, type Subject, unknown, yes } from "../rule-source.ts";

/** `allowList: trusted.txt`: whether a file beside acct.yml, in `folder`, has one of the person's proven addresses or their campus ID. */
export function allowList({ folder }: { readonly folder: string }): RuleSource<string> {
  const files = new Map<string, ReadList>();

  /** Reads the file, unless it is the one that was read before. */
  async function read(wanted: string): Promise<ReadonlyMap<string, number>> {
    const file = resolve(folder, wanted);
    const version = await versionOf(file, wanted);
    const known = files.get(file);
    if (known?.version === version) return known.lines;
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(wanted, error);
    });
    const lines = parseList(bytes, wanted);
    // While it is being written, the file may change after the look at it.
    if ((await versionOf(file, wanted)) === version) files.set(file, { version, lines });
    return lines;
  }

  return {
    name: "allowList",
    system: "the allow list",
    maxAgeMs: 0,
    facts: ["emails", "campusId"],
    describe: (wanted) => `the file ${wanted} lists the person`,
    ask: (wanted, subject, signal) =>
      answered("the allow list", signal, async () => {
        const lines = await read(wanted);
        const keys = keysOf(subject);
        if (keys.length === 0)
          return unknown("neither an address nor the campus ID of this person is proven");
        const found = keys.find((key) => lines.has(key));
        return found === undefined
          ? no(`${keys.join(" and ")}: not in ${wanted}`)
          : yes(`${found} is in ${wanted}, line ${lines.get(found)}`);
      }),
    async check(lists) {
      for (const wanted of lists) await read(wanted);
    },
  };
}

interface ReadList {
  readonly version: string;
  /** The numbers of lines by what is in them. */
  readonly lines: ReadonlyMap<string, number>;
}

const keysOf = ({ emails, campusId }: Pick<Subject, "emails" | "campusId">): readonly string[] => [
  ...emails.map((email) => email.toLowerCase()),
  ...(campusId === undefined ? [] : [campusId]),
];

/** Different whenever the file has been written or replaced. */
async function versionOf(file: string, wanted: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(wanted, error);
  });
  // Reading a pipe would wait forever.
  if (!found.isFile()) throw new Failure(`${wanted} is not a file`);
  return [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(":");
}

function unreadable(wanted: string, error: NodeJS.ErrnoException): Failure {
  const why = error.code === "ENOENT" ? "does not exist" : `can't be read (${error.code ?? error.name})`;
  return new Failure(`the file ${wanted} ${why}`, { cause: error });
}

/**
 * Reads the lines of a list: in each an address or an ID of the campus directory, and a comment after #. Throws a `Failure` with the
 * number of the first line that is neither, because a list that was saved halfway must not say no.
 */
function parseList(bytes: Buffer, wanted: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const entry = line.replace(/(^|\s)#.*$/, "").trim();
    if (entry === "") continue;
    const key = readEntry(entry);
    if (key === undefined)
      throw new Failure(`${wanted}, line ${index + 1}: neither an address nor the ID of a person`);
    if (!lines.has(key)) lines.set(key, index + 1);
  }
  return lines;
}

/** An address, in lower case, or an ID, in which case matters. Undefined if it is neither, or not in UTF-8. */
function readEntry(entry: string): string | undefined {
  if (entry.length > 254 || !/^[\x21-\x7e\u00a1-\ufffc]+$/.test(entry)) return undefined;
  if (/^[^@,;<>]+@[^@,;<>]+\.[^@,;<>.]+$/.test(entry)) return entry.toLowerCase();
  return /^[\w.:-]+$/.test(entry) ? entry : undefined;
}
