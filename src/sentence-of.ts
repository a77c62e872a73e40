/** An error in words for an operator, with its cause and without SQL, which may have somebody's data in it. */
export function sentenceOf(error: unknown): string {
  // A refused connection to localhost is an AggregateError without any words of its own.
  if (error instanceof AggregateError) return error.errors.map(sentenceOf).join("; ");
  if (!(error instanceof Error)) return String(error);
  const { message, cause, name } = error;
  if (name === "DrizzleQueryError" || message.startsWith("Failed query:")) {
    return `The database (DATABASE_URL) failed: ${sentenceOf(cause)}`;
  }
  return message;
}
