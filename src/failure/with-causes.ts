import { describeForOperator } from "./describe-failure.ts";

/** Describes an error for an operator, with one line for each cause that says more. What isn't an error, as some libraries give, says nothing. */
export function withCauses(error: unknown): string {
  const sentence = describeForOperator(error);
  // A message that was generalized, as a failed query's is, already contains its cause.
  if (!(error instanceof Error) || !(error.cause instanceof Error) || !sentence.startsWith(error.message))
    return sentence;
  return `${sentence}\n  because: ${withCauses(error.cause)}`;
}
