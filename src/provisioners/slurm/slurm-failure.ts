import { Failure } from "../../failure/failure.ts";

/** What sacctmgr(1) and slurmrestd write about a call that they will answer the same way in two hours. */
const LASTING =
  /permission denied|sufficient privileges|not permitted|access denied|doesn't exist|does not exist|unknown (option|condition|field|entity|parameter)|unrecognized|bad (format|value)|you gave a bad|invalid (account|user|qos|cluster|partition|parent|option|parameter|value|user id|name)|not a valid|authentication (failed|token)|token (is )?expired/i;
/** Exit codes of a shell, also at the other end of ssh: the program can't be run, or isn't there. */
const NOT_RUNNABLE: readonly number[] = [126, 127];
/** What may follow from a connection that is lost, whatever else the message says. */
const AWAY = /connection|connect |timed? ?out|slurmdbd.*(down|not responding)|talking to the database/i;

/** Describes a failed call of sacctmgr, and whether waiting helps. */
export function slurmFailure(what: string, code: number, output: string): Failure {
  const lasts = NOT_RUNNABLE.includes(code) || doesSlurmErrorLast(output);
  return new Failure(`${what}: ${output}`, { lasts });
}

/** Whether waiting doesn't help against an error with this message. */
export function doesSlurmErrorLast(message: string): boolean {
  return LASTING.test(message) && !AWAY.test(message);
}
