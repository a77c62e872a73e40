interface UnansweredCall {
  readonly original?: Error & { readonly cause?: { readonly code?: string; readonly message?: string } };
}

/** Why Slack gave no answer, and what to look at; undefined: it gave one, or this comes from elsewhere. */
export function explainTimeout(error: unknown): string | undefined {
  const { original } = error as UnansweredCall;
  if (original === undefined) return undefined;
  return `${original.cause?.code ?? original.cause?.message ?? original.message}; check proxy and firewall`;
}
