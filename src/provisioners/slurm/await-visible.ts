import { Failure } from "../../failure/failure.ts";
import { NotYetError } from "../provisioner.ts";
import { runProgram } from "../run-program.ts";

const TIMEOUT_MS = 30_000;
const WAIT_MS = 60_000;
/** No shell sees the username here, but one does on the other end of ssh. */
const PLAIN = /^[a-z0-9][\w.-]*$/i;

/**
 * Checks whether Slurm's machines know this user: runs the site's program with the username. Exit code 0 means yes. Throws
 * `NotYetError` otherwise, because a scheduler that looked too early keeps refusing the user's jobs. Throws a `Failure` if the
 * program can't be run.
 */
export async function awaitVisible(
  program: readonly string[],
  username: string,
  env: NodeJS.ProcessEnv | undefined,
): Promise<void> {
  if (!PLAIN.test(username))
    throw new Failure(`"${username}" can't be passed to slurm.visible`, { lasts: true });
  const options = { timeoutMs: TIMEOUT_MS, env: { PATH: "/usr/local/bin:/usr/bin:/bin", ...env } };
  const { code } = await runProgram([...program, username], options).catch((error: Error) => {
    throw new Failure(`slurm.visible: ${error.message}`, { cause: error });
  });
  if (code === 0) return;
  throw new NotYetError(
    `Slurm's machines don't know the user ${username} yet (${program.join(" ")} ${username} exited with ${code})`,
    WAIT_MS,
  );
}
