import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../failure/failure.ts";
import { NameConflictError, type PlannedChange, type Provisioner } from "../provisioner.ts";
import { runProgram } from "../run-program.ts";
import { MAX_OUTPUT, tidyOutput } from "./tidy-output.ts";

export interface CommandConfig {
  /** The name shown on cards. */
  readonly name: string;
  /** Programs with their arguments; they are run without a shell. */
  readonly check: readonly string[];
  readonly apply: readonly string[];
  readonly leave: readonly string[];
  /** Locks a person out of the whole system; undefined: there is nothing to lock after `leave`. */
  readonly suspend?: readonly string[] | undefined;
  /** Restores a person's access after `suspend` and `leave`; undefined: `apply` does that. */
  readonly resume?: readonly string[] | undefined;
  /** Lists everything that still gives a person access; undefined: the system can't say. */
  readonly access?: readonly string[] | undefined;
  readonly timeout: number;
  /** The systems that have to come first. Undefined: the directory. */
  readonly after?: readonly string[] | undefined;
}

/** The exit codes of a program. Any other code is a failure: it is retried, and admins see the program's message. */
const CODES = { done: 0, missing: 1, nameConflict: 3, lasting: 4 } as const;
/** A shell's exit codes, also at the other end of ssh: the program can't be run, or isn't there. */
const LASTING: readonly number[] = [CODES.lasting, 126, 127];

interface Answer {
  readonly code: number;
  /** Its message for people; `complaint` prefers what it wrote to standard error. */
  readonly text: string;
  readonly complaint: string;
}

/**
 * Runs a site's own scripts. Each gets one JSON object on standard input, `{"person": {…}, "project": {…}}`, and reports
 * the result with its exit code (docs/commands.md).
 */
export function command(config: CommandConfig): Provisioner {
  const { name } = config;
  const check = (person: object, project: object) => run(config.check, toInput(person, project), config);
  /** Runs `apply` or `leave`, which either succeed or fail. Returns their message. */
  const act = async (program: readonly string[], person: object, project: object): Promise<string> => {
    const { code, text, complaint } = await run(program, toInput(person, project), config);
    if (code === CODES.done) return text;
    throw new Failure(`${name}: ${complaint || `${program[0]} failed`}`);
  };
  const isThere = async (person: object, project: object) =>
    (await check(person, project)).code === CODES.done;

  /** Checks before and after, and runs `apply` only if needed. Returns undefined if everything already existed. */
  async function ensure(person: object, project: object): Promise<string | undefined> {
    if (await isThere(person, project)) return undefined;
    const message = await act(config.apply, person, project);
    if (await isThere(person, project)) return message;
    throw new Failure(`${name}: apply reported success, but check doesn't find the account`);
  }

  return {
    name,
    after: config.after,

    // What the programs would do without a person is up to the site, so it is enough that they can be run.
    async ping() {
      const { apply, leave, suspend = [], resume = [], access: look = [] } = config;
      for (const [program] of [config.check, apply, leave, suspend, resume, look]) {
        if (program === undefined) continue;
        if (!(await canRun(program)))
          throw new Failure(`${name}: ${program} doesn't exist or is not executable`);
      }
    },

    async plan(person, project) {
      const { code, text } = await check(person, project);
      const target = `${person.username} in ${project.name}`;
      if (code === CODES.done) return [{ text: target, isNew: false }];
      const lines = text.split("\n").flatMap((line) => line.trim() || []);
      return lines.length === 0 ? [{ text: target, isNew: true }] : lines.map(toPlannedChange);
    },

    async ensure(person, project) {
      const message = await ensure(person, project);
      const target = `${person.username} in ${project.name}`;
      return { summary: message === undefined ? `${target} already exists` : message || target };
    },

    async ensureMember(person, project) {
      await ensure(person, project);
      return {};
    },

    async leave(person, project) {
      if (!(await isThere(person, project))) return "nothing to remove";
      const message = await act(config.leave, person, project);
      return message || `removed ${person.username} from ${project.name}`;
    },

    ...(config.suspend === undefined ? {} : { suspend: suspendBy(config.suspend, act) }),
    ...(config.resume === undefined ? {} : { resume: resumeBy(config.resume, act) }),

    ...(config.access === undefined ? {} : { findAccess: findAccessBy(config.access, act) }),

    // A site's scripts only answer for one person at a time.
    findUnmanaged: async () => [],

    async diff(person, projects) {
      const found: string[] = [];
      for (const project of projects) {
        const { code, text } = await check(person, project);
        if (code !== CODES.done) found.push(text || `${person.username} in ${project.name} is missing`);
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

/** Runs once for the person, before `leave` runs for each project. */
function suspendBy(program: readonly string[], act: Act): NonNullable<Provisioner["suspend"]> {
  return async (person) => (await act(program, person, {})) || `locked out ${person.username}`;
}

/** Runs once for the person; `apply` runs for each project afterwards, as for everyone. */
function resumeBy(program: readonly string[], act: Act): NonNullable<Provisioner["resume"]> {
  return async (person) => ({
    summary: (await act(program, person, {})) || `restored access of ${person.username}`,
    needsPassword: false,
  });
}

/** Runs once for the person. Each line of its output is something that still gives access. */
function findAccessBy(program: readonly string[], act: Act): NonNullable<Provisioner["findAccess"]> {
  return async (person) => {
    const text = await act(program, person, {});
    const lines = text.split("\n").flatMap((line) => line.trim() || []);
    return text.length < MAX_OUTPUT ? lines : [...lines.slice(0, -1), "and more than the output can show"];
  };
}

/** What docs/commands.md promises the programs; the registry knows more than they may see. */
const PERSON = ["username", "uidNumber", "givenName", "familyName", "email", "sshPublicKey"];
const PROJECT = ["name", "gidNumber", "description", "adopted"];

const pick = (all: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));

const toInput = (person: object, project: object) => ({
  person: pick(person, PERSON),
  project: pick(project, PROJECT),
});

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
  const [text, complaint] = [out || err, err || out];
  if (code === CODES.done || code === CODES.missing) return { code, text, complaint };
  if (code === CODES.nameConflict)
    throw new NameConflictError(`${name}: ${text || "the name belongs to someone else"}`);
  throw new Failure(`${name}: ${program[0]} exited with ${code}: ${complaint || "no output"}`, {
    lasts: LASTING.includes(code),
  });
}
