import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../failure/failure.ts";
import { NameConflictError, type PlannedChange, type Provisioner } from "../provisioner.ts";
import { runProgram } from "../run-program.ts";
import { tidyOutput } from "./tidy-output.ts";

export interface CommandConfig {
  /** The name shown on cards. */
  readonly name: string;
  /** Programs with their arguments; they are run without a shell. */
  readonly check: readonly string[];
  readonly apply: readonly string[];
  readonly remove: readonly string[];
  /** Restores a person's access after `remove`; undefined: `apply` does that. */
  readonly resume?: readonly string[] | undefined;
  readonly timeout: number;
}

/** The exit codes of a program. Any other code is a failure: it is retried, and admins see the program's message. */
const CODES = { done: 0, missing: 1, namesake: 3 } as const;

interface Answer {
  readonly code: number;
  /** Its message for people; `complaint` prefers what it wrote to standard error. */
  readonly words: string;
  readonly complaint: string;
}

/**
 * Runs a site's own scripts. Each gets one JSON object on standard input, `{"person": {…}, "project": {…}}`, and reports
 * the result with its exit code (docs/commands.md).
 */
export function command(config: CommandConfig): Provisioner {
  const { name } = config;
  const check = (person: object, project: object) => run(config.check, { person, project }, config);
  /** Runs `apply` or `remove`, which either succeed or fail. Returns their message. */
  const act = async (program: readonly string[], person: object, project: object): Promise<string> => {
    const { code, words, complaint } = await run(program, { person, project }, config);
    if (code === CODES.done) return words;
    throw new Failure(`${name}: ${complaint || `${program[0]} failed`}`);
  };
  const isThere = async (person: object, project: object) =>
    (await check(person, project)).code === CODES.done;

  /** Checks before and after, and runs `apply` only if needed. Returns undefined if everything already existed. */
  async function ensure(person: object, project: object): Promise<string | undefined> {
    if (await isThere(person, project)) return undefined;
    const words = await act(config.apply, person, project);
    if (await isThere(person, project)) return words;
    throw new Failure(`${name}: apply reported success, but check doesn't find the account`);
  }

  return {
    name,

    // What the programs would do without a person is up to the site, so it is enough that they can be run.
    async reach() {
      for (const [program = ""] of [config.check, config.apply, config.remove]) {
        if (!(await canRun(program)))
          throw new Failure(`${name}: ${program} doesn't exist or is not executable`);
      }
    },

    async plan(person, project) {
      const { code, words } = await check(person, project);
      const target = `${person.username} in ${project.name}`;
      if (code === CODES.done) return [{ text: target, isNew: false }];
      const lines = words.split("\n").flatMap((line) => line.trim() || []);
      return lines.length === 0 ? [{ text: target, isNew: true }] : lines.map(toPlannedChange);
    },

    async ensure(person, project) {
      const words = await ensure(person, project);
      if (words === undefined) return `${person.username} in ${project.name} already exists`;
      return words || `${person.username} in ${project.name}`;
    },

    async ensureMember(person, project) {
      await ensure(person, project);
    },

    async remove(person, project) {
      if (!(await isThere(person, project))) return "nothing to remove";
      const words = await act(config.remove, person, project);
      return words || `removed ${person.username} from ${project.name}`;
    },

    ...(config.resume === undefined ? {} : { resume: resumeBy(config.resume, act) }),

    // A site's scripts only answer for one person at a time.
    findUnmanaged: async () => [],

    async diff(person, projects) {
      const found: string[] = [];
      for (const project of projects) {
        const { code, words } = await check(person, project);
        if (code !== CODES.done) found.push(words || `${person.username} in ${project.name} is missing`);
      }
      return found;
    },
  };
}

/** What `check` writes about something that already exists begins with this. */
const EXISTING = "=";

const toPlannedChange = (line: string): PlannedChange =>
  line.startsWith(EXISTING)
    ? { text: line.slice(EXISTING.length).trim(), isNew: false }
    : { text: line, isNew: true };

type Act = (program: readonly string[], person: object, project: object) => Promise<string>;

/** Runs once for the person; `apply` runs for each project afterwards, as for everyone. */
function resumeBy(program: readonly string[], act: Act): NonNullable<Provisioner["resume"]> {
  return async (person) => ({
    words: (await act(program, person, {})) || `restored access of ${person.username}`,
    needsPassword: false,
  });
}

const PATH = "/usr/local/bin:/usr/bin:/bin";

async function canRun(program: string): Promise<boolean> {
  const files = program.includes("/") ? [program] : PATH.split(":").map((folder) => join(folder, program));
  const tries = await Promise.allSettled(files.map((file) => access(file, constants.X_OK)));
  return tries.some(({ status }) => status === "fulfilled");
}

/** Throws for every exit code without a meaning, with the program's message. */
async function run(
  program: readonly string[],
  input: { readonly person: object; readonly project: object },
  { name, timeout: timeoutMs }: Pick<CommandConfig, "name" | "timeout">,
): Promise<Answer> {
  const options = { env: { PATH }, input: JSON.stringify(input), timeoutMs };
  const { code, stdout, stderr } = await runProgram(program, options).catch((error: Error) => {
    throw new Failure(`${name}: ${error.message}`, { cause: error });
  });
  const [out, err] = [tidyOutput(stdout), tidyOutput(stderr)];
  const [words, complaint] = [out || err, err || out];
  if (code === CODES.done || code === CODES.missing) return { code, words, complaint };
  if (code === CODES.namesake)
    throw new NameConflictError(`${name}: ${words || "the name belongs to someone else"}`);
  throw new Failure(`${name}: ${program[0]} exited with ${code}: ${complaint || "no output"}`);
}
