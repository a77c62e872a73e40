/** "on 2026-03-02", in UTC. */
export const onDay = (at: Date): string => `on ${at.toISOString().slice(0, 10)}`;

/** What an error says to an operator. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
