import { readFile, writeFile } from "node:fs/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import { formatDecisionList, readDecisionList } from "../adopt/decision-list.ts";
import { FILE_FORMATS, type FileFormat, openFileSource } from "../adopt/open-file-source.ts";
import { readPiList } from "../adopt/pi-list.ts";
import { adopt, countRows, countUndecided, sourcesOf } from "../commands/adopt.ts";
import { describeAdoption } from "../commands/describe-adoption.ts";
import { keepConflicts } from "../commands/keep-conflicts.ts";
import { localActor } from "../commands/local-actor.ts";
import { reportCount, reportProgress } from "../commands/progress.ts";
import { tellUnknownSources } from "../commands/tell-unknown-sources.ts";
import { Failure } from "../failure/failure.ts";
import { isReserved } from "../pipeline/checks/reserved-names.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

/** Lets a cron job tell whether someone has to look. */
const EXIT = { done: 0, undecided: 1, failed: 2 } as const;

interface Options {
  readonly from?: FileFormat;
  readonly dryRun?: boolean;
  readonly decide?: string;
  readonly pis?: string;
  readonly acceptCount: readonly string[];
  readonly numbers: { readonly from: number; readonly to: number };
}

/** `acct adopt` */
export function addAdopt(program: Command): void {
  program
    .command("adopt")
    .description(
      "add the people and projects that existed before acct to the registry; exits with 0 if all were added, 1 if there are conflicts to decide, 2 if a system could not be read",
    )
    .argument("[file]", "the file to read, with --from")
    .addOption(
      new Option("--from <format>", "read a file instead of the configured systems").choices(FILE_FORMATS),
    )
    .option("--dry-run", "show what would be added, but don't change the registry")
    .option(
      "--decide <file.csv>",
      "write the conflicts to this file or, if it exists, apply the decisions in it",
    )
    .option("--pis <file.csv>", 'the PIs of projects, in the columns "project" and "pi"')
    .addOption(
      new Option(
        "--accept-count <system>",
        "confirm that a system really has as few accounts and projects as it shows",
      )
        .argParser((system, others: readonly string[]) => [...others, system])
        .default([], "none"),
    )
    .addOption(
      new Option(
        "--numbers <from-to>",
        "the range of uid and gid numbers of people and projects; others are skipped",
      )
        .argParser(parseRange)
        .default({ from: 1000, to: 4_294_967_293 }, "1000 and above"),
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.done : EXIT.failed))
    .action(async (file: string | undefined, options: Options) => {
      process.exitCode = EXIT.failed;
      const { from, dryRun = false, decide, pis, acceptCount, numbers } = options;
      if ((from === undefined) !== (file === undefined))
        throw new Failure("Name a file and its format: acct adopt --from sacctmgr-dump FILE.");
      const list = decide === undefined ? undefined : await readIfThere(decide);
      const decided = list === undefined ? undefined : readDecisionList(list, decide ?? "");
      const named = pis === undefined ? [] : readPiList(await readText(pis), pis);
      await withTools(async ({ db, provisioners, rules, now }) => {
        const sources = from && file ? [openFileSource(from, file)] : sourcesOf(provisioners);
        if (sources.length === 0)
          throw new Failure(
            "None of the configured systems can list its accounts. Use --from to adopt from a file.",
          );
        const unknown = acceptCount.find((one) => !sources.some(({ system }) => system === one));
        if (unknown !== undefined)
          throw new Failure(
            `There is no system called ${unknown} to read. Use one of these: ${sources.map(({ system }) => system).join(", ")}.`,
          );
        const { id, name } = localActor();
        const since = now();
        let counter = reportCount(process.stderr, "");
        let progress = reportProgress(process.stderr, 0);
        const adopted = await adopt({
          db,
          sources,
          registry: rules.registry,
          rules: {
            numbers,
            isReserved: (one) => isReserved(one, rules.usernames.reserved),
            otherGroups: rules.otherGroups,
          },
          by: { actor: id, actorName: name, verifiedBy: from ? "file" : "directory", now: since },
          dryRun,
          accepted: new Set(acceptCount),
          decided,
          pis: named,
          onRead(system, entries) {
            counter.clear();
            counter = reportCount(process.stderr, `Reading ${system}`);
            counter.show(entries);
          },
          onPlanned(plan) {
            counter.clear();
            progress = reportProgress(process.stderr, countRows(plan));
          },
          onWritten: (rows) => progress.step(rows),
        });
        progress.clear();
        // About a file, the person who named it is the one to know.
        if (!dryRun && !from)
          await tellUnknownSources(adopted, { db, adminChannels: rules.adminChannels, now: now() });
        const { adminChannels } = rules;
        const open =
          adopted.written && (await keepConflicts(adopted, { db, adminChannels, since, now: now() }));
        for (const line of describeAdoption(adopted)) print(line);
        if (open)
          print(
            `The admin channel shows ${open === 1 ? "the open conflict" : `all ${open} open conflicts`}. Admins decide there, or with /acct conflicts.`,
          );
        const undecided = countUndecided(adopted.plan);
        if (decide !== undefined && undecided > 0) {
          if (decided === undefined) {
            await writeFile(decide, formatDecisionList(adopted.plan), { flag: "wx", mode: 0o600 });
            print(
              `${decide} lists the conflicts. Fill in the column "decision", and run acct adopt --decide ${decide} again.`,
            );
          } else print(`${decide} doesn't decide all of them. To list the others, give a new file name.`);
        }
        process.exitCode =
          adopted.unread.length > 0 ? EXIT.failed : undecided > 0 ? EXIT.undecided : EXIT.done;
      });
    });
}

function parseRange(text: string): Options["numbers"] {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  const range = { from: Number(from), to: Number(to) };
  if (!(range.from <= range.to)) throw new InvalidArgumentError("Write a range such as 1000-59999.");
  return range;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Failure(`${file} can't be read: ${(error as Error).message}. Nothing was written.`);
  }
}

/** Returns the text of a file; undefined if there is no such file. */
async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Failure(`${file} can't be read: ${(error as Error).message}. Nothing was written.`);
  }
}
