import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../failure/failure.ts";
import { NameConflictError, type Provisioner } from "../provisioner.ts";
import { runProgram } from "../run-program.ts";
import { tidyOutput } from "./tidy-output.ts";

export interface CommandConfig {
  /** As it stands on cards. */
  readonly name: string;
  /** Programs with their arguments; no shell is between. */
  readonly check: readonly string[];
  readonly apply: readonly string[];
  readonly remove: readonly string[];
  /** For somebody who comes back after `remove`; without it `apply` is enough. */
  readonly resume?: readonly string[] | undefined;
  readonly timeout: number;
}

/** What a program's exit code means. Any other is a failure: tried again, and put before an admin with its words. */
const CODES = { done: 0, missing: 1, namesake: 3 } as const;

interface Answer {
  readonly code: number;
  /** What it wrote for people, and, in `complaint`, what it wrote when it could not. */
  readonly words: string;
  readonly complaint: string;
}

/**
 * A site's own scripts. Each gets one JSON object on standard input, `{"person": {…}, "project": {…}}`, and says by its exit
 * code what became of it (docs/commands.md).
 */
export function command(config: CommandConfig): Provisioner {
  const { name } = config;
  const check = (person: object, project: object) => run(config.check, { person, project }, config);
  /** For apply and remove, which either do it or have failed. Returns their words. */
  const act = async (program: readonly string[], person: object, project: object): Promise<string> => {
    const { code, words, complaint } = await run(program, { person, project }, config);
    if (code === CODES.done) return words;
    throw new Failure(`${name}: ${complaint || `${program[0]} could not do it`}`);
  };
  const isThere = async (person: object, project: object) =>
    (await check(person, project)).code === CODES.done;

  /** Looks before and after, and does it only when it is not done. Undefined: it was there. */
  async function ensure(person: object, project: object): Promise<string | undefined> {
    if (await isThere(person, project)) return undefined;
    const words = await act(config.apply, person, project);
    if (await isThere(person, project)) return words;
    throw new Failure(`${name}: apply said that it is done, and check does not find it`);
  }

  return {
    name,

    // What they do when nobody is to be made or taken is the site's affair: that they can be run has to do.
    async reach() {
      for (const [program = ""] of [config.check, config.apply, config.remove]) {
        if (!(await canRun(program)))
          throw new Failure(`${name}: ${program} is not there, or may not be run`);
      }
    },

    async plan(person, project) {
      const { code, words } = await check(person, project);
      return [
        code === CODES.done
          ? `${person.username} in ${project.name} is there`
          : words || `makes ${person.username} in ${project.name}`,
      ];
    },

    async ensure(person, project) {
      const words = await ensure(person, project);
      if (words === undefined) return `${person.username} in ${project.name} is there`;
      return words || `${person.username} in ${project.name}`;
    },

    async ensureMember(person, project) {
      await ensure(person, project);
    },

    async remove(person, project) {
      if (!(await isThere(person, project))) return "nothing to take";
      const words = await act(config.remove, person, project);
      return words || `${person.username} is not in ${project.name} any more`;
    },

    ...(config.resume === undefined ? {} : { resume: resumeBy(config.resume, act) }),

    // A site's scripts are asked about one person at a time.
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

type Act = (program: readonly string[], person: object, project: object) => Promise<string>;

/** Asked once for the person; `apply` is asked for each project afterwards, as for anybody. */
function resumeBy(program: readonly string[], act: Act): NonNullable<Provisioner["resume"]> {
  return async (person) => ({
    words: (await act(program, person, {})) || `${person.username} is back`,
    needsPassword: false,
  });
}

const PATH = "/usr/local/bin:/usr/bin:/bin";

async function canRun(program: string): Promise<boolean> {
  const files = program.includes("/") ? [program] : PATH.split(":").map((folder) => join(folder, program));
  const tries = await Promise.allSettled(files.map((file) => access(file, constants.X_OK)));
  return tries.some(({ status }) => status === "fulfilled");
}

/** Throws for every exit code that is none of ours, in the program's words. */
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
    throw new NameConflictError(`${name}: ${words || "the name is somebody else's"}`);
  throw new Failure(`${name}: ${program[0]} ended with ${code}: ${complaint || "no words"}`);
}
