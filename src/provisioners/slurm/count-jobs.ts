import { Failure } from "../../failure/failure.ts";
import { runProgram } from "../run-program.ts";
import type { SacctmgrConfig } from "./sacctmgr.ts";
import { slurmFailure } from "./slurm-failure.ts";

export interface SacctConfig extends SacctmgrConfig {
  /** The program and its leading arguments. Undefined: `command` with sacct in place of sacctmgr. */
  readonly sacct?: readonly string[] | undefined;
  readonly clusters?: readonly string[];
}

interface Jobs {
  readonly running: number;
  readonly queued: number;
}

const TIMEOUT_MS = 60_000;
const STATES = "PENDING,REQUEUED,RUNNING,SUSPENDED";
const QUEUED = /^(PENDING|REQUEUED)/;

/**
 * Counts the jobs of a user in these accounts with sacct(1), on every cluster. sacct can only look for users whom its machine knows,
 * so it lists the jobs of the accounts, and the user is picked out of them. An array that waits counts as one job.
 */
export async function countJobs(
  config: SacctConfig,
  username: string,
  accounts: readonly string[],
): Promise<Jobs> {
  const rows = await listJobs(config, accounts, ["user", "state"]);
  const states = rows.flatMap(([user, state = ""]) => (user === username ? [state] : []));
  return countStates(states);
}

/** Counts the jobs of everyone in an account, and the CPUs that the running ones have. */
export async function countUse(
  config: SacctConfig,
  account: string,
): Promise<Jobs & { readonly cpus: number }> {
  const rows = await listJobs(config, [account], ["state", "alloccpus"]);
  const running = rows.filter(([state = ""]) => !QUEUED.test(state));
  const cpus = running.reduce((sum, [, used]) => sum + (Number(used) || 0), 0);
  return { ...countStates(rows.map(([state = ""]) => state)), cpus };
}

function countStates(states: readonly string[]): Jobs {
  const queued = states.filter((state) => QUEUED.test(state)).length;
  return { running: states.length - queued, queued };
}

/** Lists the jobs of these accounts that run or wait, with these columns. */
async function listJobs(
  config: SacctConfig,
  accounts: readonly string[],
  columns: readonly string[],
): Promise<string[][]> {
  if (accounts.length === 0) return [];
  const { clusters = [], env } = config;
  const args = [
    "--noheader",
    "--parsable2",
    "--allocations",
    "--allusers",
    `--clusters=${clusters.length > 0 ? clusters.join(",") : "all"}`,
    `--accounts=${accounts.join(",")}`,
    `--state=${STATES}`,
    `--format=${columns.join(",")}`,
  ];
  const options = { timeoutMs: TIMEOUT_MS, env: { PATH: "/usr/bin:/bin", ...env } };
  const { code, stdout, stderr } = await runProgram([...commandOf(config), ...args], options);
  if (code !== 0)
    throw slurmFailure("sacct", code, stderr.trim().slice(0, 500) || "failed without a message");
  return stdout
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => line.split("|"));
}

function commandOf({ command, sacct }: SacctConfig): readonly string[] {
  if (sacct) return sacct;
  const program = command.at(-1) ?? "";
  if (!program.endsWith("sacctmgr"))
    throw new Failure("acct can't count jobs in Slurm: set slurm.sacct to the command that runs sacct", {
      lasts: true,
    });
  return [...command.slice(0, -1), program.replace(/sacctmgr$/, "sacct")];
}
