import { Failure } from "../../failure/failure.ts";
import { runProgram } from "../run-program.ts";
import { slurmFailure } from "./slurm-failure.ts";

export interface SacctmgrConfig {
  /** The program and its leading arguments: ["sacctmgr"], or ["ssh", "login1", "sacctmgr"]. */
  readonly command: readonly string[];
  /** For tests and unusual installations: SLURM_CONF. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface Sacctmgr {
  /** Returns the rows of `show …` in parsable form, without a header. */
  show(entity: string, format: readonly string[], ...conditions: string[]): Promise<string[][]>;
  /** Adds or modifies. "Nothing new added" counts as success, because the caller reads back. Otherwise throws with Slurm's message. */
  change(...args: string[]): Promise<void>;
}

const TIMEOUT_MS = 30_000;
/** These messages on stdout also come with exit code 1. */
const NOTHING = /Nothing (new added|modified|deleted)/;
/** Error messages of Slurm, which can appear together with one of those. */
const ERROR_OUTPUT =
  /error|doesn't exist|Problem|permission denied|You gave a bad|refused|Contact your admin/i;
/** No shell sees the arguments here, but one does on the other end of ssh. */
const PLAIN = /^[\w.,:=@%+/-]+$/;

/** Runs sacctmgr(1) with immediate changes and parsable output. */
export function sacctmgr({ command, env }: SacctmgrConfig): Sacctmgr {
  async function run(args: readonly string[]) {
    const odd = args.find((arg) => !PLAIN.test(arg));
    if (odd !== undefined)
      throw new Failure(
        `"${odd}" can't be passed to sacctmgr: it may contain only letters, digits, and . , : = @ % + / - _`,
        { lasts: true },
      );
    const options = { timeoutMs: TIMEOUT_MS, env: { PATH: "/usr/bin:/bin", ...env } };
    return runProgram([...command, ...args], options);
  }

  return {
    async show(entity, format, ...conditions) {
      const { code, stdout, stderr } = await run([
        "-nP",
        "show",
        entity,
        ...conditions,
        `format=${format.join(",")}`,
      ]);
      if (code !== 0) throw slurmFailure(`sacctmgr show ${entity}`, code, joinOutputs(stderr, stdout));
      return stdout
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => line.split("|"));
    },
    async change(...args) {
      const { code, stdout, stderr } = await run(["-i", ...args]);
      const hasFailed = ERROR_OUTPUT.test(stderr) || ERROR_OUTPUT.test(stdout);
      if (code === 0 || (NOTHING.test(stdout) && !hasFailed)) return;
      throw slurmFailure(`sacctmgr ${args.slice(0, 2).join(" ")}`, code, joinOutputs(stderr, stdout));
    },
  };
}

function joinOutputs(...outputs: readonly string[]): string {
  const lines = outputs.flatMap((output) => output.split("\n")).map((line) => line.trim());
  return (
    lines
      .filter((line) => line !== "")
      .join(" ")
      .slice(0, 500) || "failed without a message"
  );
}
