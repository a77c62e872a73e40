import { Failure } from "../failure/failure.ts";
import { type SourceAnswer, unknown } from "./rule-source.ts";

/**
 * Runs what a source does for an answer. Whatever it throws is "unknown", and so is an answer that comes after `signal` has aborted.
 * `system` is what people call the system that is asked.
 */
export function answered(
  system: string,
  signal: AbortSignal,
  work: () => Promise<SourceAnswer>,
): Promise<SourceAnswer> {
  const late = unknown(`${system} did not answer in time`);
  if (signal.aborted) return Promise.resolve(late);
  return new Promise((resolve) => {
    const giveUp = () => resolve(late);
    signal.addEventListener("abort", giveUp, { once: true });
    const end = (answer: SourceAnswer) => {
      signal.removeEventListener("abort", giveUp);
      resolve(answer);
    };
    // A source may also throw before it returns a promise.
    Promise.resolve()
      .then(work)
      .then(end, (error: unknown) => end(unknown(explain(system, error))));
  });
}

/** Our own sentences say what is wrong. Any other message may quote anything. */
function explain(system: string, error: unknown): string {
  if (error instanceof Failure) return error.message;
  const kind = error instanceof Error ? error.name : typeof error;
  return `acct could not work with the answer from ${system} (${kind})`;
}
